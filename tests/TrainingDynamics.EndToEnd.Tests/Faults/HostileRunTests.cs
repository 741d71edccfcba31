using TrainingDynamics.Logs;

namespace TrainingDynamics.EndToEnd.Tests.Faults;

/// <summary>A run folder from somebody who means harm.</summary>
public sealed class HostileRunTests : IDisposable
{
    // Clears the screen, sets the title, colours by an 8-bit control, rings, turns the direction, ends a line and a string.
    const string Evil = "x\e[2J\e]0;owned\a\u009b31m\u0000\u202e\u0085\u2028\r\nand";

    // What a file system and a command line can hold of it.
    const string EvilName = "x\e[2J\e]0;owned\a\u009b31m\u202e\u0085and";

    const int Examples = 24;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void No_escape_of_a_run_or_of_an_argument_reaches_the_terminal()
    {
        var rows = Enumerable.Range(0, Examples).Select(i => $"a {EvilName.Replace("\u0085", "", StringComparison.Ordinal)} film {i}\t{i % 2}\n");
        var source = _folder.Write($"{EvilName}/train.tsv", "sentence\tlabel\n" + string.Concat(rows));
        ExampleGuid[] rowNumbers = [.. Enumerable.Range(0, Examples).Select(i => ExampleGuid.FromInteger(i))];
        ExampleGuid[] evilGuids = [.. Enumerable.Range(0, Examples).Select(i => ExampleGuid.FromText(Evil + i))];
        double[] golds = [.. Enumerable.Range(0, Examples).Select(i => (double)(i % 2))];
        string[] labels = [Evil, Evil + " two"];
        foreach (var (name, task, guids) in new[] { ("texts", "demo", rowNumbers), ("guids", Evil, evilGuids), ("more", Evil, evilGuids) })
        {
            var run = MadeUpRun.Write(_folder[EvilName, name], source, task, guids, golds, labels, epochs: 2, (i, epoch) => (name == "more" ? 0.2f : 0.3f) * (i - 9 + epoch));
            var manifest = RunManifest.Read(run.ManifestPath);
            (manifest with { Model = Evil, Device = Evil, Options = new() { [Evil] = Evil, ["precision"] = Evil, ["seed"] = Evil + name } }).Write(run.ManifestPath);
            using var events = new EventLog(run.EventsPath);
            events.On(new RunStarted(Evil, Evil, Evil, 2, 10, Examples, 10, 20) { Host = Evil });
            events.On(new StepTaken(1, 0, 0.5, 1e-4, 1, 10));
            events.On(new UpdateSkipped(2, 0, Evil, [Evil]));
            events.On(new Evaluated(0, new Dictionary<string, double> { [Evil] = 0.5 })
            {
                Classification = new Dictionary<string, ClassificationScores>
                {
                    [Evil] = new(0.5, 0.5, 0.5, 0, [new(labels[0], 0.5, 0.5, 0.5, 12), new(labels[1], 0.5, 0.5, 0.5, 12)], [[6, 6], [6, 6]]),
                },
            });
            events.On(new CheckpointSaved(0, 10, Evil));
            events.On(new RunFailed(Evil));
        }

        var (texts, ids, more) = (_folder[EvilName, "texts"], _folder[EvilName, "guids"], _folder[EvilName, "more"]);
        List<string[]> calls =
        [
            ["list", _folder[EvilName]], ["metrics", "--metrics", EvilName, texts], [EvilName], ["metrics", texts, $"--{EvilName}"], ["status", _folder["no", EvilName]],
            ["metrics", _folder[EvilName, "no"]], ["plot", texts, "-o", _folder[$"{EvilName}.bmp"]], ["compare", ids, more], ["compare", texts, ids, "--join", "guid"],
            ["metrics", ids, more], ["report", ids, more], ["help", EvilName], ["watch", texts, "--once", "--page", EvilName], ["train", "--task", EvilName],
            ["train", "--train-file", source, "--validation-file", _folder[EvilName, "no.csv"]], ["predict", "--model", texts, "--input", source],
            ["select", texts, "--count", "3", "-o", _folder[EvilName, "sets"]], ["inject-noise", source, "--task", "demo", "-o", _folder[EvilName, "noisy"]],
        ];
        foreach (var run in new[] { texts, ids })
        {
            calls.AddRange([["status", run], ["metrics", run], ["issues", run, "--all"], ["select", run], ["report", run], ["plot", run], ["convert", run, "--to", "parquet"]]);
            calls.AddRange(new[] { "run", "map", "histograms", "examples", "compare", "runs" }.Select(page => new[] { "watch", run, more, "--once", "--page", page, "--size", "160x50" }));
        }

        foreach (var call in calls)
        {
            var result = TdProcess.Run(call);
            Assert.True(result.ExitCode is 0 or 1 or 2, $"td {call[0]}: {result.ExitCode} {result.Error}");
            var reached = (result.Output + result.Error).Where(letter =>
                (char.IsControl(letter) && letter is not '\n' and not '\t') || letter is '\u2028' or '\u202e').Select(letter => $"{(int)letter:x2}").Distinct();
            Assert.True(!reached.Any(), $"td {string.Join(' ', call.Select(Uri.EscapeDataString))}: {string.Join(' ', reached)} in {Uri.EscapeDataString(result.Output + result.Error)}");
        }
    }

    [Theory]
    [InlineData("a line of 150 MB")]
    [InlineData("20 million logits")]
    [InlineData("5 GB of nothing")]
    [InlineData("100,000 open brackets")]
    public void A_log_beyond_measure_is_refused_in_little_memory(string what)
    {
        var path = _folder.Write("run/training_dynamics/dynamics_epoch_0.jsonl", "");
        using (var log = new StreamWriter(path))
        {
            log.Write("{\"guid\": 1, \"gold\": 0, \"logits_epoch_0\": [1.0");
            switch (what[0])
            {
                case 'a':
                    log.Write($"], \"more\": \"{new string('a', 150_000_000)}\"}}\n");
                    break;
                case '2':
                    for (var i = 0; i < 2_000_000; i++)
                    {
                        log.Write(",1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0");
                    }

                    log.Write("]}\n");
                    break;
                case '5':
                    log.Flush();
                    log.BaseStream.SetLength(5L << 30);
                    break;
                default:
                    log.Write($",2.0], \"more\": {new string('[', 100_000)}\n");
                    break;
            }
        }

        foreach (var verb in new string[][] { ["metrics", _folder["run"]], ["issues", _folder["run"]], ["watch", _folder["run"], "--once", "--size", "80x24"] })
        {
            var start = TdProcess.StartInfo(verb);
            start.Environment["DOTNET_GCHeapHardLimit"] = "0x20000000";
            using var process = System.Diagnostics.Process.Start(start)!;
            var result = TdProcess.Finish(process);
            // A viewer shows why it has nothing to show.
            Assert.Equal(verb[0] == "watch" ? 0 : 2, result.ExitCode);
            Assert.Contains("dynamics_epoch_0.jsonl", verb[0] == "watch" ? result.Output : result.ErrorLine, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("0x0")]
    [InlineData("0x5")]
    [InlineData("-1x-1")]
    [InlineData("100000x2")]
    [InlineData("2147483648x1")]
    [InlineData("2147483647x2147483647")]
    public void A_frame_of_no_size_or_beyond_measure_is_refused(string size)
    {
        var result = TdProcess.Run("watch", _folder.Path, "--once", "--size", size);
        Assert.Equal(2, result.ExitCode);
        Assert.Equal($"td watch: --size is {size}, expected WIDTHxHEIGHT in cells from 1 to 1000, as 120x36", result.ErrorLine);
    }
}
