using TrainingDynamics.Cli;
using TrainingDynamics.Logs;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>What <c>--json</c> and <c>-q</c> print, held to docs/json-output.md; experiments are in their own class.</summary>
[Collection(Alone.Name)]
public sealed class JsonOutputTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly string _data;

    public JsonOutputTests()
    {
        _data = _folder.SmallDemo(40, 10);
        Write("a", 3);
        Write("b", 5);
    }

    public void Dispose() => _folder.Dispose();

    RunFolder Write(string name, int wrong) => MadeUpRun.Write(
        _folder[name], Path.Combine(_data, "train.tsv"), epochs: 2, (i, epoch) => i < wrong ? -3f + (0.1f * i) : 1 + (0.1f * i) + (0.2f * epoch));

    static (ExitCode Code, string Output, string Error) Run(params string[] args) => CommandHere.Run(args);

    static System.Text.Json.JsonElement Holds(string title, params string[] args)
    {
        var (code, output, error) = Run([.. args, "--json"]);
        Assert.True(code == ExitCode.Done, $"{title}: {error}");
        return JsonPage.Holds(title, output);
    }

    [Fact]
    public void Every_verb_prints_the_keys_that_the_page_documents_and_nothing_else()
    {
        var (a, b) = (_folder["a"], _folder["b"]);
        var truth = _folder.Write("truth.tsv", "guid\tkind\n0\tflipped\n");
        Assert.Equal(40, Holds("td metrics RUN", "metrics", a).GetProperty("examples").GetInt32());
        Holds("td metrics RUN RUN …", "metrics", a, b, "-o", _folder["seeds.csv"]);
        Holds("td metrics --list", "metrics", "--list");
        Holds("td plot", "plot", a, "-o", _folder["a.svg"]);
        Holds("td report", "report", a);
        Holds("td report RUN_A RUN_B", "report", a, b);
        Assert.Equal(3, Holds("td issues", "issues", a, "--count", "3").GetProperty("issues").GetArrayLength());
        Assert.Equal(3, Holds("td issues", "issues", a, "--count", "9").GetProperty("issues").GetArrayLength());
        Assert.Equal(9, Holds("td issues", "issues", a, "--count", "9", "--all").GetProperty("issues").GetArrayLength());
        Holds("td issues --truth", "issues", a, "--truth", truth);
        Holds("td issues --queue", "issues", a, "--queue", "q1", "--top", "5", "--random", "10");
        var answers = _folder.Write("answers.csv", "guid,decision\n0,keep\n1,remove\n");
        string[] review = ["review", a, "--queue", "q1"];
        Holds("td review --import", [.. review, "--import", "csv", answers, "--reviewer", "kim"]);
        Holds("td review --import", [.. review, "--import", "csv", _folder.Write("others.csv", "guid,decision\n0,remove\n1,remove\n"), "--reviewer", "ada"]);
        Holds("td review --status", [.. review, "--status"]);
        Holds("td review --conflicts", [.. review, "--conflicts"]);
        Holds("td review --export", [.. review, "--export", "cleanlab", _folder["cleanlab.csv"]]);
        Holds("td review --merge", [.. review, "--merge", _folder["a", "reviews", "q1", "decisions-kim.jsonl"]]);
        Holds("td effect", "effect", a, "--queue", "q1");
        var corrections = _folder.Write("corrections.csv", "guid,label\n0,0\n1,0\n2,0\n3,1\n");
        Holds("td fix", "fix", a, "--corrections", corrections, "-o", _folder["fixed.tsv"]);
        Holds("td fix --reverse", "fix", "--reverse", _folder["fixed.tsv.audit.jsonl"], "-o", _folder["back.tsv"]);
        Holds("td select RUN", "select", a);
        Holds("td select RUN -o DIR", "select", a, "--count", "5", "-o", _folder["sets"]);
        Holds("td compare", "compare", a, b, "-o", _folder["change.tsv"]);
        Assert.StartsWith("guid\tguid_b\trow\tline\tgold\tconfidence_a\tconfidence_b\t", File.ReadLines(_folder["change.tsv"]).First(), StringComparison.Ordinal);
        Assert.Equal(41, File.ReadLines(_folder["change.tsv"]).Count());
        Holds("td convert", "convert", a, "--to", "parquet");
        Holds("td inject-noise", "inject-noise", Path.Combine(_data, "train.tsv"), "--task", "demo", "-o", _folder["noisy"]);
        Holds("td doctor", "doctor");
        Holds("td version", "version");
        var train = Holds(
            "td train", "train", "--task", "demo", "--data-dir", _data, "--from-scratch", "--vocabulary-size", "400", "--max-length", "16",
            "--epochs", "1", "--checkpointing-steps", "off", "--map", "--output-dir", _folder["runs"]);
        var run = train.GetProperty("run").GetString()!;
        Assert.Equal(train.GetProperty("best")[0].GetRawText(), Holds("td status", "status", run).GetProperty("best")[0].GetRawText());
        Assert.Equal(run, Holds("td list", "list", _folder["runs"]).GetProperty("runs")[0].GetProperty("run").GetString());
        var texts = _folder.Write("texts.jsonl", "{\"text\": \"a fine film\"}\n");
        Assert.Equal(1, Holds("td predict", "predict", "--model", run, "--input", texts, "-o", _folder["said.jsonl"]).GetProperty("examples").GetInt32());
        Assert.Equal(0, TdProcess.Run(
            "train", "--task", "demo", "--data-dir", _data, "--model", Path.Combine(run, "model"), "--lora", "--max-length", "16",
            "--epochs", "1", "--checkpointing-steps", "off", "--output-dir", _folder.Path, "--run-name", "adapted").ExitCode);
        Assert.Equal(6, Holds("td merge", "merge", _folder["adapted"], "-o", _folder["whole"]).GetProperty("merged_weights").GetInt32());

        var verbs = CommandLine.Root().Subcommands.Where(verb => verb.Options.Any(option => option.Name == "--json"));
        Assert.All(verbs, verb => Assert.Contains(JsonPage.Titles, title => $"{title} ".StartsWith($"td {verb.Name} ", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_list_has_every_run_once_with_the_options_that_differ()
    {
        foreach (var (name, seed) in new[] { ("runs/demo/a", 1), ("runs/demo/b", 2) })
        {
            var run = Write(name, 3);
            (RunManifest.Read(run.ManifestPath) with { Options = new() { ["seed"] = seed, ["epochs"] = 2, ["output-dir"] = name } }).Write(run.ManifestPath);
        }

        Directory.CreateSymbolicLink(_folder["runs", "up"], _folder["runs"]);
        Directory.CreateSymbolicLink(_folder["runs", "elsewhere"], _folder["a"]);
        var runs = Holds("td list", "list", _folder["runs"]).GetProperty("runs").EnumerateArray().ToList();
        Assert.Equal([_folder["runs/demo/a"], _folder["runs/demo/b"]], runs.Select(run => run.GetProperty("run").GetString()));
        Assert.Equal(["{\"seed\":1}", "{\"seed\":2}"], runs.Select(run => run.GetProperty("options").GetRawText()));
        var lines = Run("list", _folder["runs"]).Output.Split('\n');
        Assert.StartsWith("run     state ", lines[0], StringComparison.Ordinal);
        Assert.Matches("^demo/a +waiting +seed=1$", lines[1]);
    }

    [Fact]
    public void Quiet_verbs_print_errors_only()
    {
        File.AppendAllText(Path.Combine(_data, "train.tsv"), "one more\t1\n");
        Assert.Equal((ExitCode.Done, "", ""), Run("issues", _folder["a"], "-q"));
        Assert.Equal((ExitCode.Done, "", ""), Run("metrics", _folder["a"], "--quiet"));
        var (code, output, error) = Run("issues", _folder["nothing"], "-q", "--json");
        Assert.Equal((ExitCode.BadInput, ""), (code, output));
        Assert.StartsWith("td issues: ", error, StringComparison.Ordinal);
        Assert.Contains("has changed since the run", Run("issues", _folder["a"]).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_JSON_cannot_say_are_null()
    {
        // One epoch: every variability is 0, so the runs' have no rank correlation.
        MadeUpRun.Write(_folder["one"], Path.Combine(_data, "train.tsv"), epochs: 1, (i, _) => i);
        MadeUpRun.Write(_folder["two"], Path.Combine(_data, "train.tsv"), epochs: 1, (i, _) => i);
        var correlation = Holds("td compare", "compare", _folder["one"], _folder["two"]).GetProperty("rank_correlation");
        Assert.Equal(System.Text.Json.JsonValueKind.Null, correlation.GetProperty("variability").ValueKind);
        Assert.Equal(1, correlation.GetProperty("confidence").GetDouble());
    }
}
