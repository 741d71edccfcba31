using TrainingDynamics.Report;

namespace TrainingDynamics.Cli;

/// <summary><c>td report</c>: a run as one HTML page.</summary>
sealed class ReportVerb : IVerb
{
    readonly Argument<string> _run = new("RUN");
    readonly Argument<string?> _other = new("RUN_B") { Arity = ArgumentArity.ZeroOrOne };
    readonly OutputOption _output = new();
    readonly Option<int> _count = new("--count", "--worst") { DefaultValueFactory = _ => 100 };
    readonly OnlyOption _only = new();
    readonly EpochOptionSet _epochs = new();
    readonly JoinOption _join = new();

    public string Page => $"""
        td report RUN: write a run as one HTML page that needs no network

          td report dy_log/demo/bert-tiny --output report.html

        RUN [RUN_B]       a run folder or its training_dynamics folder; with a second
                          run the page shows what changed between the two
        -o, --output FILE default figures/report.html of the run, for two runs
                          comparison.html; - is standard output
        --count N         list N examples in the table (100); --worst N
        {JoinOption.Page}
        {OnlyOption.Page}
        {EpochOptionSet.Page}

        The page has the data map, where the pointer shows an example's text, label and
        path through the epochs; a slider for the number of epochs used; filters by
        region and class; a lasso that lists and saves guids; histograms; and the
        examples of lowest confidence with their texts.
        """;

    public IReadOnlyList<Symbol> Symbols => [_run, _other, _output, _count, .. _only.All, .. _epochs.All, _join];

    public ExitCode Execute(ParseResult parsed)
    {
        var (run, output, worst) = (parsed.GetRequiredValue(_run), _output.Read(parsed), parsed.AtLeast(0, _count));
        if (parsed.GetValue(_other) is { } other)
        {
            return Compare(parsed, run, other, output ?? RunFolder.Of(run).ComparisonPath, worst);
        }

        if (_join.IsGiven(parsed))
        {
            throw new UsageException("--join is given with one run, expected two; name the second one behind the first");
        }

        var path = output ?? RunFolder.Of(run).ReportPath;
        RunReport.Write(
            run, _epochs.Read(parsed), path, MapPicture.TitleOf(run), RunSource.Examples(run).TextOf, new RunExamples(run).LabelNames, worst, guids => _only.RowsOf(parsed, guids));
        Console.WriteLine($"report    {TerminalText.Of(WholeFile.NameOf(path))}");
        VerbOutput.Json(() => new JsonObject { ["run"] = run, ["files"] = new JsonObject { ["report"] = path } });
        return ExitCode.Done;
    }

    ExitCode Compare(ParseResult parsed, string a, string b, string path, int movers)
    {
        if (_only.IsGiven(parsed))
        {
            throw new UsageException("--only is given with two runs, expected one");
        }

        MetricsReport[] both = [TrainingDynamicsReport.Open(a, _epochs.Read(parsed)), TrainingDynamicsReport.Open(b, _epochs.Read(parsed))];
        RunExamples[] runs = [new(a), new(b)];
        var comparison = DecisionReport.Compare(_join.Of(parsed, runs, both), runs, both, RegionsModule.DefaultProportion);
        RunReport.WriteComparison(
            comparison, both[0], both[1], runs[0].TextOf, runs[0].PlaceOf, path, $"{MapPicture.NameOf(b)} (B) vs. {MapPicture.NameOf(a)} (A)", movers);
        Console.WriteLine($"report    {TerminalText.Of(WholeFile.NameOf(path))}");
        VerbOutput.Json(() => new JsonObject
        {
            ["a"] = a,
            ["b"] = b,
            ["join"] = JoinOption.Json(comparison.Join),
            ["files"] = new JsonObject { ["report"] = path },
        });
        return ExitCode.Done;
    }
}
