using System.Security.Cryptography;
using TrainingDynamics.Logs;

namespace TrainingDynamics.EndToEnd.Tests.Faults;

/// <summary>A run of a second or two, whose every byte another one must have.</summary>
sealed class SmallRun(TemporaryFolder folder, string outputDir, int epochs)
{
    const int TrainRows = 96;

    readonly string _data = folder.SmallDemo(TrainRows, 24);

    /// <summary>What the dynamics are recorded as.</summary>
    public string LogFormat { get; init; } = "jsonl";

    public RunFolder Folder { get; } = new(Path.Combine(outputDir, "demo", "bert-tiny"));

    /// <summary>The command line; checkpoints within epochs too, and metrics and map in the end.</summary>
    public string[] Train(params string[] more) =>
    [
        "train", "--task", "demo", "--data-dir", _data, "--model", "bert-tiny", "--from-scratch", "--vocabulary-size", "300",
        "--max-length", "24", "--batch-size", "16", "--seed", "1", "--epochs", $"{epochs}", "--threads", "1", "--checkpointing-steps", "4",
        "--eval-batch-size", "1", "--log-format", LogFormat, "--map", "--output-dir", outputDir, .. more,
    ];

    /// <summary>Trains to the end.</summary>
    public void Finish(params string[] more)
    {
        var result = TdProcess.Run(Train(more));
        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
    }

    /// <summary>SHA-256 of every file that depends on the computation alone, by its path in the run; those in the making left out.</summary>
    public SortedDictionary<string, string> Contents() => new(
        new[] { Folder.DynamicsFolder, Folder.ModelFolder, Folder.FiguresFolder }
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateFiles)
            .Where(path => !path.EndsWith(WholeFile.PartialSuffix, StringComparison.Ordinal))
            .ToDictionary(path => Path.GetRelativePath(Folder.Path, path), path => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))));

    /// <summary>The files and folders in the making.</summary>
    public string[] Partials() => Directory.Exists(Folder.Path)
        ? [.. Directory.EnumerateFileSystemEntries(Folder.Path, "*" + WholeFile.PartialSuffix, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Folder.Path, path))]
        : [];

    /// <summary>Asserts that whatever has its final name is whole: it has the bytes of the undisturbed run, or can be read.</summary>
    public void AssertWholeSoFar(SortedDictionary<string, string> undisturbed)
    {
        Assert.All(Contents(), file => Assert.Equal(undisturbed[file.Key], file.Value));
        if (File.Exists(Folder.ManifestPath))
        {
            RunManifest.Read(Folder.ManifestPath);
        }

        new EventReader(Folder.EventsPath).ReadNew();
        if (Directory.Exists(Folder.CheckpointsFolder))
        {
            string[] needed = ["config.json", "model.safetensors", "optimizer.safetensors", "training_state.json", "vocab.txt"];
            var whole = Directory.EnumerateDirectories(Folder.CheckpointsFolder).Where(path => !path.EndsWith(WholeFile.PartialSuffix, StringComparison.Ordinal));
            Assert.All(whole, path => Assert.Subset(Directory.EnumerateFiles(path).Select(Path.GetFileName).ToHashSet(), needed.ToHashSet<string?>()));
        }
    }
}
