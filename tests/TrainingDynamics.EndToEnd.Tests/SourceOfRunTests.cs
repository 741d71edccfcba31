using System.Text.Json;
using TrainingDynamics.Data;
using TrainingDynamics.Logs;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>The rows and texts behind a run, of data sets whose guids and columns only the run itself knows.</summary>
public sealed class SourceOfRunTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. SourceCase.All.Select(source => source.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_selection_has_the_rows_of_its_guids_and_the_issues_their_texts(string name)
    {
        var source = SourceCase.All.Single(one => one.Name == name);
        var run = Train(source);
        // Five of four and four, so that there are rows of both classes.
        var (guids, trainFile) = Select(run, 5);

        if (source.Selection is { } selection)
        {
            Assert.Equal(selection(guids), File.ReadAllText(trainFile));
        }
        else
        {
            var selected = OwnFiles.Load(new OwnFilesRequest(trainFile, trainFile) { GuidColumn = name == "parquet" ? "key" : "idx", TextColumn = "sentence" }).Train;
            Assert.Equal(guids.Select(guid => (guid, source.Texts[guid])), selected.Examples.Select(example => (example.Guid, example.Text)));
            Assert.Equal(selected.Examples.Select(example => (double)((example.Text[^1] - '0') % 2)), selected.Examples.Select(example => double.Parse(selected.LabelNames[(int)example.Gold], System.Globalization.CultureInfo.InvariantCulture)));
        }

        AssertIssuesShow(run, source);
    }

    [Fact]
    public void All_columns_of_a_selection_from_Parquet_are_the_sources()
    {
        var source = SourceCase.All.Single(one => one.Name == "parquet");
        var (guids, trainFile) = Select(Train(source), 8);
        Assert.Equal(8, guids.Count);

        // The gap in the nullable column and the floats as they were, read by names that make them the text.
        foreach (var (column, text) in new (string, Func<int, string>)[] { ("weight", i => FormattableString.Invariant($"{i / 8f}")), ("key", i => $"k{i}") })
        {
            var read = OwnFiles.Load(new OwnFilesRequest(trainFile, trainFile) { TextColumn = column, GuidColumn = "key" }).Train;
            Assert.Equal(guids.Select(guid => text(guid[1] - '0')), read.Examples.Select(example => example.Text));
        }

        var gap = Assert.Throws<DatasetFormatException>(() => OwnFiles.Load(new OwnFilesRequest(trainFile, trainFile) { TextColumn = "score" }));
        Assert.Contains($"row {guids.ToList().IndexOf("k4")}: found no value as score", gap.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_that_changed_is_refused_and_its_texts_are_not_shown()
    {
        var source = SourceCase.All.Single(one => one.Name == "cola");
        var run = Train(source);
        File.WriteAllText(_folder["data", "train.tsv"], "gj04\t1\t\tanother\n");

        var select = TdProcess.Run("select", run, "--metric", "confidence", "--count", "3", "--output-dir", _folder["sets"]);
        Assert.Equal(2, select.ExitCode);
        Assert.Contains("train.tsv has changed since the run", select.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["sets"]));

        // The run has kept its texts; one from before runs did so has not.
        AssertIssuesShow(run, source);
        File.Delete(new RunFolder(run).ExamplesPath);
        var issues = TdProcess.Run("issues", run);
        Assert.Equal(0, issues.ExitCode);
        Assert.Contains("train.tsv has changed since the run", issues.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("another", issues.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_without_the_layout_of_a_task_is_read_as_the_task_is()
    {
        var source = SourceCase.All.Single(one => one.Name == "qqp");
        var run = Train(source);
        var path = new RunFolder(run).ManifestPath;
        var manifest = RunManifest.Read(path);
        File.Delete(new RunFolder(run).ExamplesPath);
        (manifest with { DataFiles = [.. manifest.DataFiles.Select(file => file with { Layout = null })] }).Write(path);

        var (guids, trainFile) = Select(run, 3);

        Assert.Equal(source.Selection!(guids), File.ReadAllText(trainFile));
        AssertIssuesShow(run, source);
    }

    [Fact]
    public void Noise_is_injected_by_the_guids_that_a_run_of_the_task_has()
    {
        foreach (var (name, content) in SourceCase.All.Single(one => one.Name == "qqp").Files)
        {
            _folder.Write(Path.Combine("data", name), System.Text.Encoding.UTF8.GetString(content));
        }

        var result = TdProcess.Run(
            "inject-noise", _folder["data", "train.tsv"], "--task", "qqp", "--rate", "0.5", "--output-dir", _folder["noisy"]);

        Assert.Equal("", result.Error);
        var before = TaskCatalog.Load("qqp", _folder["data"]).Train.Examples.ToDictionary(example => example.Guid, example => example.Gold);
        var after = TaskCatalog.Load("qqp", _folder["noisy"]).Train.Examples;
        var changed = after.Where(example => before[example.Guid] != example.Gold).Select(example => example.Guid).ToArray();
        Assert.NotEmpty(changed);
        var truth = File.ReadLines(_folder["noisy", "truth.tsv"]).Skip(1).Select(line => line.Split('\t')[1]).ToHashSet();
        Assert.Subset(truth, changed.ToHashSet());
    }

    string Train(SourceCase source)
    {
        foreach (var (name, content) in source.Files)
        {
            Directory.CreateDirectory(_folder["data"]);
            File.WriteAllBytes(_folder["data", name], content);
        }

        var result = TdProcess.Run(
        [
            "train", .. source.Options.Select(option => option.Replace("{data}", _folder["data"], StringComparison.Ordinal)), "--model",
            "bert-tiny", "--from-scratch", "--vocabulary-size", "200", "--max-length", "16", "--batch-size", "4", "--epochs", "1",
            "--seed", "1", "--output-dir", _folder["out"],
        ]);
        Assert.Equal("", result.Error);
        return Path.GetDirectoryName(Directory.GetFiles(_folder["out"], "run.json", SearchOption.AllDirectories).Single())!;
    }

    (IReadOnlyList<string> Guids, string TrainFile) Select(string run, int count)
    {
        var result = TdProcess.Run(
            "select", run, "--metric", "confidence", "--count", FormattableString.Invariant($"{count}"), "--output-dir", _folder["sets"]);
        Assert.Equal("", result.Error);
        var set = Directory.GetDirectories(_folder["sets"]).Single();
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(set, "selection.json")));
        string[] guids = [.. json.RootElement.GetProperty("examples").EnumerateArray().Select(example => example.GetProperty("guid").ToString())];
        Assert.Equal(count, guids.Length);
        return (guids, Directory.GetFiles(set).Single(file => Path.GetFileName(file) is { } name && (name.StartsWith("train", StringComparison.Ordinal) || name.StartsWith("mine", StringComparison.Ordinal))));
    }

    static void AssertIssuesShow(string run, SourceCase source)
    {
        var issues = TdProcess.Run("issues", run, "--count", "8", "--all", "--json");
        Assert.Equal("", issues.Error);
        var listed = JsonDocument.Parse(issues.Output).RootElement.GetProperty("issues").EnumerateArray();
        Assert.Equal(
            source.Texts.Select(pair => $"{pair.Key} {pair.Value}").Order(StringComparer.Ordinal),
            listed.Select(one => $"{one.GetProperty("guid")} {one.GetProperty("text")}").Order(StringComparer.Ordinal));
        Assert.All(listed, one => Assert.InRange(one.GetProperty("row").GetInt32(), 0, 100));
    }
}
