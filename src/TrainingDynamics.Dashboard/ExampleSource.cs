using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard;

/// <summary>What is known of a run's examples beside its logs. Both may read files at their first call.</summary>
/// <param name="TextOf">The text that a person reads; empty where there is none.</param>
/// <param name="PlaceOf">Where the example stands in its file, as <c>train.csv:128</c> or <c>train.parquet row 127</c>; empty where it is not known.</param>
public sealed record ExampleSource(Func<ExampleGuid, string> TextOf, Func<ExampleGuid, string> PlaceOf);
