using System.Text;
using System.Text.Json.Nodes;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Data.Tests;

public sealed class RunExamplesTests : IDisposable
{
    const string Csv = "text,label\nfine,good\n\"dull,\nvery\",bad\nfine,bad\n";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_that_was_copied_and_whose_source_has_gone_shows_texts_and_lines()
    {
        var source = Source(Csv);
        Write("run", source, withFile: true);
        Directory.Move(_folder["run"], _folder["copy"]);
        File.Delete(source);

        var examples = new RunExamples(_folder["copy"]);

        Assert.Null(examples.Trouble);
        Assert.Equal("dull,\nvery", examples.TextOf(ExampleGuid.FromInteger(1)));
        Assert.Equal("train.csv:3", examples.PlaceOf(ExampleGuid.FromInteger(1)));
        Assert.Equal((2, 5), (examples.RowOf(ExampleGuid.FromInteger(2))!.Value, examples.LineOf(ExampleGuid.FromInteger(2))!.Value));
        Assert.Equal(TextHash.Of("fine", null), examples.HashOf(ExampleGuid.FromInteger(2)));
        Assert.Equal(["bad", "good"], examples.LabelNames);
        Assert.Equal("", examples.TextOf(ExampleGuid.FromInteger(3)));
        Assert.Equal("", examples.PlaceOf(ExampleGuid.FromText("1")));
    }

    [Fact]
    public void A_run_whose_files_are_links_shows_them_too()
    {
        Write("store", Source(Csv), withFile: true);
        var (behind, run) = (new RunFolder(_folder["store"]), new RunFolder(_folder["a"]));
        Directory.CreateDirectory(run.Path);
        File.CreateSymbolicLink(run.ManifestPath, "../store/run.json");
        File.CreateSymbolicLink(run.ExamplesPath, $"../store/{Path.GetFileName(behind.ExamplesPath)}");

        var examples = new RunExamples(run.Path);

        Assert.Null(examples.Trouble);
        Assert.Equal("dull,\nvery", examples.TextOf(ExampleGuid.FromInteger(1)));
    }

    [Fact]
    public void An_edited_source_is_not_looked_into()
    {
        var source = Source(Csv);
        Write("run", source, withFile: true);
        File.WriteAllText(source, Csv.Replace("fine", "other", StringComparison.Ordinal));

        Assert.Equal("fine", new RunExamples(_folder["run"]).TextOf(ExampleGuid.FromInteger(0)));
    }

    [Fact]
    public void An_older_run_takes_them_from_its_source_while_that_is_as_it_was()
    {
        var source = Source(Csv);
        Write("run", source, withFile: false);

        var examples = new RunExamples(_folder["run"]);

        Assert.Null(examples.Trouble);
        Assert.Equal("dull,\nvery", examples.TextOf(ExampleGuid.FromInteger(1)));
        Assert.Equal("train.csv:3", examples.PlaceOf(ExampleGuid.FromInteger(1)));
        Assert.Equal(TextHash.Of("fine", null), examples.HashOf(ExampleGuid.FromInteger(2)));
        Assert.False(examples.HasOwnIds);
        File.AppendAllText(source, "more,good\n");
        var changed = new RunExamples(_folder["run"]);
        Assert.Equal($"{source} has changed since the run, so its rows may be others", changed.Trouble);
        Assert.Null(changed.HashOf(ExampleGuid.FromInteger(0)));
        File.Delete(source);
        Assert.Equal($"{source} is not there any more", new RunExamples(_folder["run"]).Trouble);
        Assert.Equal($"{_folder["none"]} has no run.json that names its training file", new RunExamples(_folder["none"]).Trouble);
    }

    [Fact]
    public void Texts_that_were_left_out_come_from_the_source_and_lines_never_need_it()
    {
        var source = Source(Csv);
        Write("run", source, withFile: true, withTexts: false);
        Assert.Equal("fine", new RunExamples(_folder["run"]).TextOf(ExampleGuid.FromInteger(0)));

        File.Delete(source);

        var examples = new RunExamples(_folder["run"]);
        Assert.NotNull(examples.Trouble);
        Assert.Null(examples.RowTrouble);
        Assert.Equal("", examples.TextOf(ExampleGuid.FromInteger(0)));
        Assert.Equal("train.csv:2", examples.PlaceOf(ExampleGuid.FromInteger(0)));
    }

    [Theory]
    [InlineData("text,label\nfine,good\n\"dull,\nvery\",bad\nfine,good\n", "found 1 of 3 examples", "guid 2 (line 5) has the label 'good', and the run 'bad'")]
    [InlineData("text,label\n\"dull,\nvery\",bad\nfine,good\nfine,bad\n", "found 2 of 3 examples", "guid 0 (line 2) has another text than the run's")]
    public void Another_file_of_as_many_rows_is_told_from_the_runs(string other, string count, string first)
    {
        var source = Source(Csv);
        var run = Write("run", source, withFile: true);
        var moved = run.Recorded! with { Path = _folder.Write("other/train.csv", Encoding.UTF8.GetBytes(other)) };
        ExampleGuid[] guids = [.. Enumerable.Range(0, 3).Select(row => ExampleGuid.FromInteger(row))];

        var error = Assert.Throws<TextInputException>(() => SourceCheck.RefuseOther(run, guids, [1, 0, 0], moved));

        Assert.Contains(count, error.Message, StringComparison.Ordinal);
        Assert.Contains(first, error.Message, StringComparison.Ordinal);
        SourceCheck.RefuseOther(run, guids, [1, 0, 0], run.Recorded!);
    }

    string Source(string csv) => _folder.Write("train.csv", Encoding.UTF8.GetBytes(csv));

    RunExamples Write(string name, string source, bool withFile, bool withTexts = true)
    {
        var data = OwnFiles.Load(new OwnFilesRequest(source, source)).Train;
        var folder = new RunFolder(_folder[name]);
        Directory.CreateDirectory(folder.Path);
        new RunManifest
        {
            Task = "train",
            Model = "m",
            Started = DateTime.UnixEpoch,
            Seed = 1,
            Device = "cpu",
            Recording = "off",
            LabelNames = data.LabelNames,
            DataFiles = [new DataFileRecord("train", source, data.Sha256, data.Examples.Count, Layout: DataFileLayouts.Of(data))],
            Options = new JsonObject(),
            Versions = new Dictionary<string, string>(),
        }.Write(folder.ManifestPath);
        if (withFile)
        {
            WholeFile.Write(folder.ExamplesPath, stream => ExamplesFile.Write(data, stream, withTexts));
        }

        return new RunExamples(folder.Path);
    }
}
