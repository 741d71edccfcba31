using System.Runtime.CompilerServices;

namespace TrainingDynamics.Cli;

/// <summary><c>td metrics</c>: from logs to one metrics record per example.</summary>
sealed class MetricsVerb : IVerb
{
    readonly Argument<string[]> _runs = new("RUN") { Arity = ArgumentArity.ZeroOrMore };
    readonly EpochOptionSet _epochs = new();
    readonly JoinOption _join = new();
    readonly Option<bool> _includeCi = new("--include-ci");
    readonly Option<bool> _allowMissing = new("--allow-missing");
    readonly Option<string[]> _metrics = new("--metrics") { AllowMultipleArgumentsPerToken = true };
    readonly Option<bool> _list = new("--list");
    readonly OutputOption _output = new();
    readonly FormatOption _format = FormatOption.OfTable;

    public string Page => $"""
        td metrics RUN: compute every example's metrics from the recorded logits

          td metrics dy_log/sst2/bert-tiny
          td metrics dy_log/sst2/bert-tiny --metrics aum el2n --output more.parquet

        RUN …             a run folder or its training_dynamics folder, written by td or
                          by AllenAI's or beyondguo's code; several, of different seeds,
                          are aggregated over the examples they share
        {EpochOptionSet.Page}
        --include-ci      correct variability for the few epochs it comes from
        --allow-missing   accept examples that some epochs lack, by their other epochs
        --metrics NAME …  write these metrics too; --list describes all
        --join guid|text  match examples of several runs by guid or text; see td compare
        -o, --output FILE .jsonl, .csv, .tsv or .parquet, - for standard output; default
                          td_metrics.jsonl beside the logs, for several runs no file
        --format NAME     jsonl, csv, tsv or parquet, whatever the file's name ends in

        Writes one JSON object per example, in the order of the first epoch: guid,
        index, threshold_closeness, confidence, variability, correctness (a count of
        epochs) and forgetfulness (1000 where no epoch was correct). Prints the
        training loss and accuracy of every epoch and a summary of the regions.
        """;

    public IReadOnlyList<Symbol> Symbols => [_runs, _includeCi, _allowMissing, _metrics, _list, _output, _format, _join, .. _epochs.All];

    public ExitCode Execute(ParseResult parsed)
    {
        if (parsed.GetValue(_list))
        {
            WriteDefinitions();
            return ExitCode.Done;
        }

        var runs = parsed.GetValue(_runs)!;
        var request = _epochs.Read(parsed);
        request.IncludeCi = parsed.GetValue(_includeCi);
        request.AllowMissing = parsed.GetValue(_allowMissing);
        request.Also = parsed.GetValue(_metrics)!;
        var output = _output.Read(parsed);
        switch (runs)
        {
            case []:
                throw new UsageException("no RUN; see td metrics --help");
            case [_] when _join.IsGiven(parsed):
                throw new UsageException("--join is for several runs; leave it out, or give another RUN");
            case [var run]:
                WriteMetrics(run, request, output, _format.Read(parsed));
                break;
            default:
                SeedsSummary.Write(runs, request, output, _format.Read(parsed, _output), _join, parsed);
                break;
        }

        return ExitCode.Done;
    }

    static void WriteMetrics(string run, MetricsRequest request, string? output, string? format)
    {
        var path = output ?? Path.Combine(Path.GetDirectoryName(DynamicsFile.Find(run)[0].Path)!, Path.ChangeExtension(RunFolder.MetricsFileName, format ?? "jsonl"));
        var (metrics, regions) = TrainingDynamicsReport.WriteRun(run, request, path, format, RegionsModule.DefaultProportion);
        MetricsSummary.Write(metrics, regions);
        Console.WriteLine($"metrics   {TerminalText.Of(WholeFile.NameOf(path))}");
        if (VerbOutput.IsJson)
        {
            WriteJson(run, metrics, regions, path);
        }
    }

    // By itself, so that the library of JSON is loaded only where it is asked for.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static void WriteJson(string run, RunMetrics metrics, RegionSummary regions, string path) => VerbOutput.Json(() =>
    {
        var json = MetricsSummary.Json(metrics, regions);
        json.Insert(0, "run", run);
        json["files"] = new JsonObject { ["metrics"] = path };
        return json;
    });

    static void WriteDefinitions()
    {
        foreach (var metric in TrainingDynamicsReport.MetricDefinitions)
        {
            Console.WriteLine($"{metric.Name}{(metric.OnRequest ? " (on request)" : "")}");
            Console.WriteLine($"  {metric.Definition}");
            Console.WriteLine($"  {metric.Range}; high: {metric.High}. Source: {metric.Source}");
        }

        VerbOutput.Json(() => new JsonObject
        {
            ["metrics"] = JsonValues.Each(TrainingDynamicsReport.MetricDefinitions, metric => new JsonObject
            {
                ["name"] = metric.Name,
                ["on_request"] = metric.OnRequest,
                ["definition"] = metric.Definition,
                ["range"] = metric.Range,
                ["high"] = metric.High,
                ["source"] = metric.Source,
            }),
        });
    }
}
