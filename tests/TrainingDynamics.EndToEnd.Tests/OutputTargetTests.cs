using System.Diagnostics;
using TrainingDynamics.Logs;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>Every verb with an output option, at every kind of target, as <c>cp</c> would treat it.</summary>
[Collection(Alone.Name)]
public sealed class OutputTargetTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly RunFolder _a;
    readonly RunFolder _b;

    public OutputTargetTests()
    {
        var train = Path.Combine(_folder.SmallDemo(30, 10), "train.tsv");
        _a = MadeUpRun.Write(_folder["a"], train, epochs: 2, (i, epoch) => (0.2f * i) - 1 + (0.5f * epoch));
        _b = MadeUpRun.Write(_folder["b"], train, epochs: 2, (i, epoch) => (0.1f * i) - 1 - (0.5f * epoch));
    }

    public static TheoryData<string> Verbs => ["metrics", "seeds", "issues", "plot", "report", "compare", "map of changes"];

    public void Dispose() => _folder.Dispose();

    string[] Command(string verb, string target) => verb switch
    {
        "seeds" => ["metrics", _a.Path, _b.Path, "-o", target],
        "map of changes" => ["compare", _a.Path, _b.Path, "--map", target],
        "compare" => ["compare", _a.Path, _b.Path, "-o", target],
        _ => [verb, _a.Path, "-o", target],
    };

    static (int Code, string Printed) Run(params string[] args) =>
        CommandHere.Run(args) is var ended ? ((int)ended.Code, ended.Output + ended.Error) : default;

    byte[] Plain(string verb)
    {
        var name = _folder["plain" + verb switch { "metrics" => ".jsonl", "seeds" or "issues" or "compare" => ".csv", "report" => ".html", _ => ".png" }];
        Assert.Equal(0, Run(Command(verb, name)).Code);
        return File.ReadAllBytes(name);
    }

    // The page has names of a chart that are drawn by chance.
    static void IsSame(byte[] expected, byte[] found)
    {
        Assert.Equal(expected.Take(16), found.Take(16));
        Assert.InRange(found.Length, expected.Length - 100, expected.Length + 100);
    }

    string Fifo(string name)
    {
        using var made = Process.Start("mkfifo", [_folder[name]]);
        made.WaitForExit();
        return _folder[name];
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Links_fifos_devices_and_folders_stay_what_they_are(string verb)
    {
        var expected = Plain(verb);
        var ending = Path.GetExtension(Directory.GetFiles(_folder.Path, "plain.*").Single());

        File.CreateSymbolicLink(_folder["link" + ending], "target");
        Assert.Equal(0, Run(Command(verb, _folder["link" + ending])).Code);
        Assert.Equal("target", new FileInfo(_folder["link" + ending]).LinkTarget);
        IsSame(expected, File.ReadAllBytes(_folder["target"]));

        var fifo = Fifo("pipe");
        var read = Task.Run(() => File.ReadAllBytes(fifo));
        Assert.Equal(0, Run(Command(verb, fifo)).Code);
        IsSame(expected, await read);
        Assert.Equal(FileKind.Fifo, FileStatus.Of(fifo).Kind);

        Assert.Equal(0, Run(Command(verb, "/dev/null")).Code);
        var full = Run(Command(verb, "/dev/full"));
        Assert.NotEqual(0, full.Code);
        Assert.Contains("/dev/full", full.Printed, StringComparison.Ordinal);
        Assert.Contains("space", full.Printed, StringComparison.Ordinal);
        Assert.All(new[] { "/dev/null", "/dev/full" }, path => Assert.Equal(FileKind.Device, FileStatus.Of(path).Kind));

        var nowhere = Run(Command(verb, _folder["no", "where", "x" + ending]));
        Assert.Equal(2, nowhere.Code);
        Assert.Contains($"there is no folder {_folder["no", "where"]}", nowhere.Printed, StringComparison.Ordinal);
        File.CreateSymbolicLink(_folder["dangling" + ending], _folder["no", "where", "x" + ending]);
        var dangling = Run(Command(verb, _folder["dangling" + ending]));
        Assert.Equal(2, dangling.Code);
        Assert.Contains($"there is no folder {_folder["no", "where"]}, where this link leads", dangling.Printed, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["no"]));
        Assert.Equal(2, Run(Command(verb, _folder.Path)).Code);
        Assert.DoesNotContain(_folder.Files, file => file.EndsWith(WholeFile.PartialSuffix, StringComparison.Ordinal));
    }

    // Eight writers at once are tried in WholeFileTests, two hundred times; here that every verb takes that way.
    [Theory]
    [MemberData(nameof(Verbs))]
    public void Of_four_processes_that_write_one_name_each_succeeds_and_one_whole_file_is_left(string verb)
    {
        var expected = Plain(verb);
        var target = _folder["shared" + Path.GetExtension(Directory.GetFiles(_folder.Path, "plain.*").Single())];
        Process[] writers = [.. Enumerable.Range(0, 4).Select(_ => TdProcess.Start(Command(verb, target)))];
        foreach (var writer in writers)
        {
            using (writer)
            {
                Assert.Equal((0, ""), TdProcess.Finish(writer) is var ended ? (ended.ExitCode, ended.Error) : default);
            }
        }

        IsSame(expected, File.ReadAllBytes(target));
        Assert.DoesNotContain(_folder.Files, file => file.EndsWith(WholeFile.PartialSuffix, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task A_dash_is_standard_output_and_the_lines_for_people_go_to_standard_error(string verb)
    {
        var expected = Plain(verb);
        using var process = TdProcess.Start(Command(verb, "-"));
        var error = process.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(output);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        IsSame(expected, output.ToArray());
        Assert.Contains("standard output\n", await error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Path.GetTempPath(), "-")));
    }

    static (int Code, string Output, string Error) Shell(string redirection, params string[] args) =>
        TdProcess.Shell($"\"$@\" {redirection}", args) is var ended ? (ended.ExitCode, ended.Output, ended.Error) : default;

    [Theory]
    [InlineData("metrics", "csv", "tsv", "jsonl", "parquet")]
    [InlineData("seeds", "csv", "tsv", "jsonl", "parquet")]
    [InlineData("issues", "csv", "tsv", "jsonl", "parquet")]
    [InlineData("compare", "csv", "tsv", "jsonl", "parquet")]
    [InlineData("plot", "png", "svg", "pdf")]
    public void A_format_can_be_asked_for_where_the_name_does_not_say_it(string verb, params string[] formats)
    {
        foreach (var format in formats)
        {
            Assert.Equal(0, Run(Command(verb, _folder[$"plain.{format}"])).Code);
            Assert.Equal(0, Run([.. Command(verb, _folder["named.other"]), "--format", format]).Code);
            IsSame(File.ReadAllBytes(_folder[$"plain.{format}"]), File.ReadAllBytes(_folder["named.other"]));
        }

        // The last of them is not what standard output gets unasked.
        var piped = TdProcess.Shell($"\"$@\" > '{_folder["piped"]}'", [.. Command(verb, "-"), "--format", formats[^1]]);
        Assert.Equal(0, piped.ExitCode);
        IsSame(File.ReadAllBytes(_folder[$"plain.{formats[^1]}"]), File.ReadAllBytes(_folder["piped"]));

        Assert.All(formats, format =>
        {
            var full = TdProcess.Run([.. Command(verb, "/dev/full"), "--format", format]);
            Assert.Equal(2, full.ExitCode);
            Assert.Contains("/dev/full", full.ErrorLine, StringComparison.Ordinal);
        });

        var unknown = Run([.. Command(verb, "-"), "--format", "xlsx"]);
        Assert.Equal(2, unknown.Code);
        Assert.Contains($"--format is 'xlsx', expected {formats[0]}, ", unknown.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public void A_format_without_a_file_is_that_of_the_files_usual_name_or_asks_for_one()
    {
        Assert.Equal(0, Run("metrics", _a.Path, "--format", "csv").Code);
        Assert.StartsWith("guid,", File.ReadAllText(Path.ChangeExtension(_a.MetricsPath, "csv")), StringComparison.Ordinal);
        Assert.Equal(0, Run("plot", _a.Path, "--format", "svg").Code);
        Assert.StartsWith("<?xml", File.ReadAllText(Path.Combine(_a.FiguresFolder, "data_map.svg")), StringComparison.Ordinal);
        foreach (var args in new string[][] { ["issues", _a.Path], ["compare", _a.Path, _b.Path], ["metrics", _a.Path, _b.Path] })
        {
            var result = Run([.. args, "--format", "csv"]);
            Assert.Equal(2, result.Code);
            Assert.Contains("pass --output FILE, or - for standard output", result.Printed, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_run_whose_process_has_gone_says_so_at_once_and_has_no_time_left()
    {
        int gone;
        using (var process = Process.Start("true"))
        {
            process.WaitForExit();
            gone = process.Id;
        }

        using (var log = new EventLog(_a.EventsPath))
        {
            log.On(new RunStarted("demo", "made-up", "cpu", 2, 10, 30, 10, 20) { Pid = gone, Host = Environment.MachineName, Time = DateTime.UtcNow.AddSeconds(-20) });
            log.On(new EpochStarted(0));
            log.On(new StepTaken(5, 0, 0.5, 1e-4, 1, 100));
        }

        var status = Run("status", _a.Path);
        Assert.Equal(0, status.Code);
        Assert.Contains("its process has gone", status.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain(" left", status.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain("ex/s", status.Printed, StringComparison.Ordinal);
        Assert.Contains("\"state\":\"silent\"", Run("status", _a.Path, "--json").Printed, StringComparison.Ordinal);
    }

    [Fact]
    public void Regions_of_too_few_examples_are_not_written_as_if_there_were_some()
    {
        var train = _folder.Write("few.tsv", "sentence\tlabel\na\t0\nb\t1\nc\t1\n");
        var few = MadeUpRun.Write(_folder["few"], train, epochs: 2, (i, epoch) => i - epoch);
        var again = MadeUpRun.Write(_folder["again"], train, epochs: 2, (i, epoch) => epoch - i);
        var metrics = Run("metrics", few.Path);
        Assert.Equal(0, metrics.Code);
        Assert.Contains("too few examples for this region", metrics.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", metrics.Printed + Run("metrics", few.Path, again.Path).Printed, StringComparison.Ordinal);
        var select = Run("select", few.Path);
        Assert.Equal(2, select.Code);
        Assert.Contains("--proportion", select.Printed, StringComparison.Ordinal);
        Assert.False(File.Exists(few.RegionsPath));
        Assert.Equal(0, Run("select", few.Path, "--proportion", "0.4").Code);
    }

    [Fact]
    public void A_standard_output_that_is_closed_or_full_is_named()
    {
        Assert.Equal((1, "", "td metrics: standard output: it is closed\n"), Shell(">&-", "metrics", _a.Path));
        var (code, _, error) = Shell(">/dev/full", "metrics", _a.Path);
        Assert.Equal(1, code);
        Assert.StartsWith("td metrics: standard output: No space", error, StringComparison.Ordinal);
        (code, _, error) = Shell(">/dev/full", "metrics", _a.Path, "-o", "-");
        Assert.NotEqual(0, code);
        Assert.Contains("standard output cannot be written: No space", error, StringComparison.Ordinal);
        Assert.Equal(2, Shell("2>/dev/full", "metrics", _folder["nowhere"]).Code);
    }

    [Fact]
    public void Standard_output_by_its_device_or_its_file_gets_the_result_alone()
    {
        var expected = File.ReadAllText(_folder.Write("expected", Plain("metrics")));
        Assert.Equal((0, expected), Shell("", "metrics", _a.Path, "-o", "/dev/stdout") is var piped ? (piped.Code, piped.Output) : default);
        foreach (var target in new[] { "/dev/stdout", _folder["out"] })
        {
            var (code, _, error) = Shell($">{_folder["out"]}", "metrics", _a.Path, "-o", target);
            Assert.Equal(0, code);
            Assert.Contains("never correct", error, StringComparison.Ordinal);
            Assert.Equal(expected, File.ReadAllText(_folder["out"]));
        }

        var both = Run("metrics", _a.Path, "-o", "-", "--json");
        Assert.Equal(2, both.Code);
        Assert.Contains("--json", both.Printed, StringComparison.Ordinal);
    }
}
