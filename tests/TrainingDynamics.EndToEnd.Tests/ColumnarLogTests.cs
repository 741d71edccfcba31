using TrainingDynamics.Logs;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>Runs that are recorded as Parquet, through the real program.</summary>
public sealed class ColumnarLogTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    RunFolder Run(string format) => new(_folder[format, "demo", "bert-tiny"]);

    string[] Train(string format, params string[] more) => TrainInto(format, format, more);

    string[] TrainInto(string folder, string format, params string[] more) =>
    [
        "train", "--task", "demo", "--data-dir", _folder.SmallDemo(96, 24), "--model", "bert-tiny", "--from-scratch",
        "--vocabulary-size", "300", "--max-length", "24", "--batch-size", "16", "--epochs", "2", "--threads", "1", "--log-format", format,
        "--output-dir", _folder[folder], .. more,
    ];

    static string[] Names(string folder) =>
        [.. Directory.GetFiles(folder, "dynamics_*").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    static TdResult Done(TdResult result)
    {
        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
        return result;
    }

    [Fact]
    public void Every_verb_reads_a_run_that_is_parquet_alone_and_says_what_it_says_of_json_lines()
    {
        Done(TdProcess.Run(Train("jsonl")));
        Done(TdProcess.Run(Train("parquet")));
        var (lines, columns) = (Run("jsonl"), Run("parquet"));
        Assert.Equal(["dynamics_epoch_0.jsonl", "dynamics_epoch_1.jsonl"], Names(lines.DynamicsFolder));
        Assert.Equal(["dynamics_epoch_0.parquet", "dynamics_epoch_1.parquet"], Names(columns.DynamicsFolder));

        Done(TdProcess.Run("convert", columns.Path, "--to", "jsonl", "--output-dir", _folder["back"]));
        foreach (var name in Names(lines.DynamicsFolder))
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(lines.DynamicsFolder, name)), File.ReadAllBytes(_folder["back", name]));
        }

        string Printed(RunFolder run, params string[] verb) =>
            Done(TdProcess.Run([verb[0], run.Path, .. verb[1..]])).Output.Replace(_folder["jsonl"], _folder["parquet"], StringComparison.Ordinal);
        foreach (var verb in new[] { "metrics", "select", "issues", "plot", "report" })
        {
            Assert.Equal(Printed(lines, verb), Printed(columns, verb));
        }

        Assert.Equal(Printed(lines, "watch", "--once", "--page", "map"), Printed(columns, "watch", "--once", "--page", "map"));
        Assert.Equal(Printed(lines, "compare", columns.Path), Printed(columns, "compare", lines.Path));
        Assert.Equal(File.ReadAllBytes(lines.MetricsPath), File.ReadAllBytes(columns.MetricsPath));
        Assert.Equal(File.ReadAllBytes(lines.RegionsPath), File.ReadAllBytes(columns.RegionsPath));
    }

    [Fact]
    public void Converted_logs_go_through_links_and_replace_nothing_but_files()
    {
        var run = MadeUpRun.Write(_folder["run"], Path.Combine(_folder.SmallDemo(9, 3), "train.tsv"), epochs: 2, (i, epoch) => i - epoch);
        Directory.CreateDirectory(_folder["to"]);
        var first = _folder["to", "dynamics_epoch_0.parquet"];
        File.CreateSymbolicLink(first, _folder["elsewhere"]);
        Assert.Equal(2, TdProcess.Run("convert", run.Path, "--to", "parquet", "-o", _folder["to"]).ExitCode);
        Done(TdProcess.Run("convert", run.Path, "--to", "parquet", "-o", _folder["to"], "--overwrite"));
        Assert.Equal(_folder["elsewhere"], new FileInfo(first).LinkTarget);
        Done(TdProcess.Run("convert", _folder["to"], "--to", "jsonl", "-o", _folder["back"]));
        Assert.Equal(File.ReadAllBytes(run.DynamicsPath(0)), File.ReadAllBytes(_folder["back", "dynamics_epoch_0.jsonl"]));

        File.Delete(first);
        Directory.CreateDirectory(first);
        var refused = TdProcess.Run("convert", run.Path, "--to", "parquet", "-o", _folder["to"], "--overwrite");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains($"{first}: what is there is no regular file", refused.ErrorLine, StringComparison.Ordinal);
        Assert.True(Directory.Exists(first));
    }

    [Fact]
    public void A_run_is_resumed_in_another_format_and_replaced_whatever_its_format()
    {
        Done(TdProcess.Run(Train("both", "--save-total-limit", "2")));
        var run = Run("both");
        string[] all = ["dynamics_epoch_0.jsonl", "dynamics_epoch_0.parquet", "dynamics_epoch_1.jsonl", "dynamics_epoch_1.parquet"];
        Assert.Equal(all, Names(run.DynamicsFolder));
        var last = run.DynamicsPaths(1, LogFormat.Parquet)[0];
        var bytes = File.ReadAllBytes(last);

        var taken = TdProcess.Run("convert", run.Path, "--to", "parquet");
        Assert.Equal(2, taken.ExitCode);
        Assert.Contains("dynamics_epoch_0.parquet is there already; pass --overwrite", taken.ErrorLine, StringComparison.Ordinal);
        var unknown = TdProcess.Run("convert", run.Path, "--to", "csv");
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("--to is 'csv', expected one of jsonl, parquet", unknown.ErrorLine, StringComparison.Ordinal);

        // Back to the first epoch: what was recorded after it goes, in whatever format it was.
        File.Delete(run.DynamicsPath(0));
        Done(TdProcess.Run(TrainInto(
            "both", "parquet", "--save-total-limit", "2", "--resume-from-checkpoint", run.CheckpointPath(0))));
        Assert.Equal(["dynamics_epoch_0.parquet", "dynamics_epoch_1.parquet"], Names(run.DynamicsFolder));
        Assert.Equal(bytes, File.ReadAllBytes(last));

        Done(TdProcess.Run(TrainInto("both", "jsonl", "--overwrite")));
        Assert.Equal(["dynamics_epoch_0.jsonl", "dynamics_epoch_1.jsonl"], Names(run.DynamicsFolder));
    }
}
