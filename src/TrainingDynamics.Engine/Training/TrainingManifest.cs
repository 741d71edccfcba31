using System.Reflection;

namespace TrainingDynamics.Engine.Training;

/// <summary>Makes a run's manifest before it begins.</summary>
static class TrainingManifest
{
    /// <summary>The name of the set that is predicted at the end; training does not depend on it.</summary>
    public const string Test = "test";

    /// <summary>The name of the training set.</summary>
    public const string Train = "train";

    /// <summary>The manifest, with the time of the call as its start.</summary>
    public static RunManifest Of(TrainOptions options, TaskData data, TorchLibraryInfo library, string device, int processes) => new()
    {
        Task = data.Task,
        Model = options.Model,
        Started = DateTime.UtcNow,
        Seed = options.Seed,
        Device = device,
        Processes = processes,
        Recording = options.Record switch
        {
            RecordingMode.AfterEpoch => "after each epoch: a pass over the training set in file order, in evaluation mode (no dropout)",
            RecordingMode.DuringTraining => "during training: the training pass's own logits, with dropout, each by the weights that its batch met",
            _ => "off",
        },
        LabelNames = data.Train.LabelNames,
        ClassWeights = ClassWeights.Of(options.ClassWeight, data.Train),
        DataFiles = [DataFile(Train, data.Train), DataFile("dev", data.Dev), .. data.Test is { } test ? [DataFile(Test, test)] : Array.Empty<DataFileRecord>()],
        Options = options.ToJson(),
        Versions = new Dictionary<string, string>
        {
            ["TrainingDynamics"] = VersionOf(typeof(TrainingRun).Assembly),
            [".NET"] = Environment.Version.ToString(),
            ["TorchSharp"] = VersionOf(typeof(TorchSharp.torch).Assembly),
            ["libtorch"] = library.Version,
        },
    };

    static DataFileRecord DataFile(string split, Dataset data) =>
        new(split, Path.GetFullPath(data.SourcePath), data.Sha256, data.Examples.Count, data.Selection, DataFileLayouts.Of(data))
        {
            ExamplesSha256 = ExamplesHash.Of(data),
        };

    static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
