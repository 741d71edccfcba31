using System.CommandLine;
using System.Text.Json.Nodes;
using TrainingDynamics.Logs;
using TrainingDynamics.Report;
using static System.FormattableString;

namespace TrainingDynamics.Cli;

/// <summary><c>td report</c>: a run as one HTML page.</summary>
sealed class ReportVerb : IVerb
{
    readonly Argument<string> _run = new("RUN");
    readonly OutputOption _output = new();
    readonly Option<int> _count = new("--count", "--worst") { DefaultValueFactory = _ => 100 };
    readonly OnlyOption _only = new();
    readonly EpochOptionSet _epochs = new();

    /// <inheritdoc/>
    public string Page => $"""
        td report RUN: a run as one HTML page that any browser opens without a network

          td report dy_log/demo/bert-tiny --output report.html

        RUN               a run folder or its training_dynamics folder
        -o, --output FILE default figures/report.html of the run; - is standard output
        --count N         examples of lowest confidence in the table (100); --worst N
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
        var command = new Command("report", "A run as one HTML page.") { _run, _output, _count };
        _only.AddTo(command);
        _epochs.AddTo(command);
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

        var path = output ?? RunFolder.Of(run).ReportPath;
        RunReport.Write(
            run, _epochs.Read(parsed), path, MapPicture.TitleOf(run), RunSource.Texts(run), RunSource.LabelNames(run), worst, guids => _only.RowsOf(parsed, guids));
        Console.WriteLine($"report    {WholeFile.NameOf(path)}");
        VerbOutput.Json(() => new JsonObject { ["run"] = run, ["files"] = new JsonObject { ["report"] = path } });
        return ExitCode.Done;
    }
}
