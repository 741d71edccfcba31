using System.CommandLine;
using System.Text.Json.Nodes;
using TrainingDynamics.Analytics;
using TrainingDynamics.Data;
using TrainingDynamics.Logs;
using TrainingDynamics.Report;
using static System.FormattableString;

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

    /// <inheritdoc/>
    public string Page => $"""
        td report RUN: a run as one HTML page that any browser opens without a network

          td report dy_log/demo/bert-tiny --output report.html

        RUN [RUN_B]       a run folder or its training_dynamics folder; with a second
                          run the page is of what changed between the two
        -o, --output FILE default figures/report.html of the run, comparison.html of
                          two; - is standard output
        --count N         examples in the table (100); --worst N
        {JoinOption.Page}
        {OnlyOption.Page}
        {EpochOptionSet.Page}

        The page has the data map, whose examples show their text, gold class and way
        through the epochs under the pointer; a slider over the number of epochs used;
        filters by region and class; a lasso that lists and saves guids; histograms; and
        the examples of lowest confidence, with the texts that the run was trained on.
        """;

    /// <inheritdoc/>
    public Command Command()
    {
        var command = new Command("report", "A run as one HTML page.") { _run, _other, _output, _count };
        _only.AddTo(command);
        _epochs.AddTo(command);
        _join.AddTo(command);
        command.SetAction(parsed => (int)Execute(parsed));
        return command;
    }

    ExitCode Execute(ParseResult parsed)
    {
        var (run, output, worst) = (parsed.GetRequiredValue(_run), _output.Read(parsed), parsed.GetValue(_count));
        if (worst < 0)
        {
            throw new UsageException(Invariant($"--count is {worst}, expected at least 0"));
        }

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
            run, _epochs.Read(parsed), path, MapPicture.TitleOf(run), RunSource.Texts(run), RunSource.LabelNames(run), worst, guids => _only.RowsOf(parsed, guids));
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
