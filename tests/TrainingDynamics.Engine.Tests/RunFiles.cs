using TrainingDynamics.Engine.Training;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Engine.Tests;

/// <summary>What a run has left.</summary>
static class RunFiles
{
    /// <summary>The bytes of logs and model by file, as one line each.</summary>
    public static string[] Of(RunFolder folder) =>
    [
        .. new[] { folder.DynamicsFolder, folder.ModelFolder }.SelectMany(Directory.GetFiles).Order(StringComparer.Ordinal)
            .Select(path => $"{Path.GetRelativePath(folder.Path, path)} {Hash(path)}"),
    ];

    /// <summary>The names of the checkpoints.</summary>
    public static string[] Checkpoints(RunFolder folder) =>
        [.. Directory.GetDirectories(folder.CheckpointsFolder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>Of a file's bytes.</summary>
    public static string Hash(string path) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)));

    /// <summary>A model's weights.</summary>
    public static string Weights(string folder) => Hash(Path.Combine(folder, ModelSource.WeightsFile));

    /// <summary>What happened in a run.</summary>
    public static IReadOnlyList<RunEvent> Events(RunFolder folder) => new EventReader(folder.EventsPath).ReadNew();
}
