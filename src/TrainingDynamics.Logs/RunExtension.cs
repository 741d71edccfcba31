using System.Text.Json.Nodes;

namespace TrainingDynamics.Logs;

/// <summary>A run was gone on with beyond what it had been begun with.</summary>
/// <param name="Time">UTC; when it was gone on with.</param>
/// <param name="AfterEpochs">Epochs that were finished by then.</param>
/// <param name="AfterSteps">Updates that were taken by then.</param>
/// <param name="Before">The options that changed, as they were until then, by their command-line names.</param>
public sealed record RunExtension(DateTime Time, int AfterEpochs, int AfterSteps, JsonObject Before);
