using System.Text.Json;
using System.Text.Json.Nodes;
using TrainingDynamics.Logs;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>
/// Numbers on the command line where the locale has a decimal comma or other letters. No such locale must be installed: .NET
/// brings them. scripts/test.sh runs the tests of the options under both too.
/// </summary>
public sealed class LocaleTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static string Done(string locale, params string[] args)
    {
        var start = TdProcess.StartInfo(args);
        start.Environment["LC_ALL"] = locale;
        using var process = System.Diagnostics.Process.Start(start)!;
        var result = TdProcess.Finish(process);
        Assert.True(result.ExitCode == 0, $"td {string.Join(' ', args)} under {locale}: {result.Error}");
        return result.Output;
    }

    // Arabic and Persian have other digits and signs, Thailand counts other years.
    [Fact]
    public void Files_and_what_is_printed_are_the_same_under_every_locale()
    {
        var data = _folder.SmallDemo(40, 10);
        var run = MadeUpRun.Write(_folder["run"], Path.Combine(data, "train.tsv"), epochs: 3, (i, epoch) => (0.1f * i) - 1.5f + (0.5f * epoch));
        var other = MadeUpRun.Write(_folder["other"], Path.Combine(data, "train.tsv"), epochs: 3, (i, epoch) => (0.1f * i) - 2.5f + (0.7f * epoch));
        string[] All(string locale)
        {
            var out1 = _folder[$"out-{locale}"];
            Done(
                locale, "train", "--task", "demo", "--data-dir", data, "--from-scratch", "--vocabulary-size", "300", "--epochs", "1", "--threads", "1", "--seed", "1",
                "--output-dir", out1);
            var trained = new RunFolder(Path.Combine(out1, "demo", "bert-tiny"));
            Assert.InRange(RunManifest.Read(trained.ManifestPath).Started, DateTime.UtcNow.AddMinutes(-9), DateTime.UtcNow.AddMinutes(9));
            Assert.All(new EventReader(trained.EventsPath).ReadNew(), happened => Assert.InRange(happened.Time, DateTime.UtcNow.AddMinutes(-9), DateTime.UtcNow.AddMinutes(9)));
            string[] printed =
            [
                Done(locale, "metrics", run.Path, "-o", _folder["m.jsonl"]), Done(locale, "metrics", run.Path, "--metrics", "aum", "el2n", "-o", _folder["m.csv"]),
                Done(locale, "issues", run.Path, "--all", "-o", _folder["issues.csv"]), Done(locale, "compare", run.Path, other.Path, "-o", _folder["c.csv"]),
                Done(locale, "metrics", run.Path, other.Path, "-o", _folder["s.csv"]), Done(locale, "select", run.Path, "--json"),
                Done(locale, "watch", run.Path, "--once", "--page", "examples", "--size", "120x40"), Done(locale, "plot", run.Path, "-o", _folder["map.svg"]),
            ];
            return
            [
                .. printed, File.ReadAllText(trained.DynamicsPath(0)),
                .. new[] { "m.jsonl", "m.csv", "issues.csv", "c.csv", "s.csv", "map.svg" }.Select(name => File.ReadAllText(_folder[name])),
            ];
        }

        var expected = All("C.UTF-8");
        foreach (var locale in new[] { "ar_SA.UTF-8", "fa_IR.UTF-8", "th_TH.UTF-8", "tr_TR.UTF-8", "de_DE.UTF-8" })
        {
            Assert.Equal(expected, All(locale));
        }
    }

    [Theory]
    [InlineData("de_DE.UTF-8")]
    [InlineData("tr_TR.UTF-8")]
    [InlineData("fr_FR.UTF-8")]
    public void Numbers_are_read_as_they_are_written_whatever_the_locale(string locale)
    {
        var data = _folder.SmallDemo(30, 10);
        (string Option, double Value)[] options =
        [
            ("learning-rate", 0.0005), ("weight-decay", 0.025), ("max-grad-norm", 0.75), ("dropout", 0.15), ("warmup-ratio", 0.25),
            ("epochs", 2), ("batch-size", 8), ("eval-batch-size", 16), ("max-length", 24), ("vocabulary-size", 300), ("seed", 7),
            ("threads", 1), ("logging-steps", 3), ("gradient-accumulation-steps", 2), ("save-total-limit", 2), ("max-train-steps", 3),
            ("label-smoothing", 0.05),
        ];
        Done(
            locale,
            [
                "train", "--task", "demo", "--data-dir", data, "--from-scratch", "--output-dir", _folder["out"],
                .. options.SelectMany(one => new[] { $"--{one.Option}", FormattableString.Invariant($"{one.Value}") }),
            ]);
        var run = _folder["out", "demo", "bert-tiny"];
        var recorded = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!["options"]!.AsObject();
        Assert.All(options, one => Assert.Equal(one.Value, recorded[one.Option]!.GetValue<double>()));

        Done(
            locale, "select", run, "--metric", "confidence", "--fraction", "0.25", "--band", "0.001", "0.999", "--skip-top", "0.1", "--seed", "3",
            "--output-dir", _folder["sets"]);
        var how = File.ReadAllText(Path.Combine(Assert.Single(Directory.GetDirectories(_folder["sets"])), "selection.json"));
        using var selection = JsonDocument.Parse(how);
        Assert.Equal(7, selection.RootElement.GetProperty("examples").GetArrayLength());
        Assert.Contains("0.25", how, StringComparison.Ordinal);
        Assert.Contains("0.999", how, StringComparison.Ordinal);

        Assert.Equal(15, RegionSize(Done(locale, "select", run, "--proportion", "0.5", "--json")));
        Assert.Contains("3 of 30 rows", Done(locale, "inject-noise", Path.Combine(data, "train.tsv"), "--rate", "0.1", "--output-dir", _folder["noisy"]), StringComparison.Ordinal);
        foreach (var log in Directory.GetFiles(Path.Combine(run, "training_dynamics"), "dynamics_epoch_*"))
        {
            _folder.Write(Path.Combine("other", "training_dynamics", Path.GetFileName(log)), File.ReadAllBytes(log));
        }

        Done(locale, "compare", run, _folder["other"], "--proportion", "0.5", "--count", "2");
        Done(locale, "watch", run, "--once", "--size", "80x24", "--fps", "0.5");
        static int RegionSize(string json) => JsonNode.Parse(json)!["regions"]![0]!["examples"]!.GetValue<int>();
    }
}
