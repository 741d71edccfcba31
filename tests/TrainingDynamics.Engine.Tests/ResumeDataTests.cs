using System.Security.Cryptography;
using TrainingDynamics.Data;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Engine.Tests;

/// <summary>A run is resumed on the examples that it began with, or not at all.</summary>
public sealed class ResumeDataTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly TaskData _data = SmallTask.Data(train: 44, dev: 12);

    TrainOptions Options => SmallTask.Options(_folder) with { EvalBatchSize = 1 };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Another_number_of_examples_is_refused()
    {
        StopAfterOneEpoch(_data);
        var e = Refusal(SmallTask.Data(train: 45, dev: 12));
        Assert.StartsWith("train data: found ", e, StringComparison.Ordinal);
        Assert.Contains("train.tsv of 45 examples", e, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_guids_of_the_same_file_are_refused_before_anything_is_replaced()
    {
        var run = StopAfterOneEpoch(Chosen(i => i < 22));
        var before = Files(run);

        var e = Refusal(Chosen(i => i >= 22));

        Assert.StartsWith("train data: found ", e, StringComparison.Ordinal);
        Assert.Contains("of 22 examples with SHA-256 0000", e, StringComparison.Ordinal);
        Assert.Contains("i.txt, examples ", e, StringComparison.Ordinal);
        Assert.Equal(before, Files(run));
        Assert.Equal(1, Resume(Chosen(i => i < 22)).EpochsBefore);
    }

    [Fact]
    public void The_same_guids_with_other_labels_or_texts_are_refused()
    {
        StopAfterOneEpoch(_data);
        Refusal(Changed(example => example with { Gold = 1 - example.Gold }));
        Refusal(Changed(example => example with { Text = example.Text + "!" }));
        Refusal(Changed(example => example with { TextPair = "" }));
        Assert.Equal(1, Resume(Changed(example => example)).EpochsBefore);
    }

    [Fact]
    public void A_manifest_of_before_the_examples_were_hashed_is_gone_on_with()
    {
        var folder = StopAfterOneEpoch(_data);
        var manifest = RunManifest.Read(folder.ManifestPath);
        (manifest with { DataFiles = [.. manifest.DataFiles.Select(file => file with { ExamplesSha256 = null })] }).Write(folder.ManifestPath);
        Assert.DoesNotContain("examples_sha256", File.ReadAllText(folder.ManifestPath), StringComparison.Ordinal);
        Assert.Equal(1, Resume(_data).EpochsBefore);
    }

    TaskData Chosen(Func<int, bool> chosen) => _data with
    {
        Train = _data.Train.Select([.. _data.Train.Examples.Where((_, i) => chosen(i)).Select(example => example.Guid)], "i.txt"),
    };

    TaskData Changed(Func<Example, Example> change) => _data with
    {
        Train = new Dataset(
            _data.Train.Name, _data.Train.LabelNames, [.. _data.Train.Examples.Select(change)], _data.Train.SourcePath, _data.Train.Sha256),
    };

    RunFolder StopAfterOneEpoch(TaskData data)
    {
        using var stop = new CancellationTokenSource();
        var observed = new Observations(e =>
        {
            if (e is EpochStarted { Epoch: 1 })
            {
                stop.Cancel();
            }
        });
        return TrainingRun.Run(Options, data, observed, stop.Token).Folder;
    }

    TrainingSummary Resume(TaskData data) => TrainingRun.Run(Options with { Resume = true }, data, new Observations(), CancellationToken.None);

    string Refusal(TaskData data) => Assert.Throws<TrainOptionsException>(() => Resume(data)).Message;

    static Dictionary<string, string> Files(RunFolder folder) => Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories)
        .ToDictionary(path => path, path => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))));
}
