using System.CommandLine;
using System.Text.Json.Nodes;
using TrainingDynamics.Analytics;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Cli;

/// <summary><c>td plot</c>: the data map of a run or of a metrics file.</summary>
sealed class PlotVerb : IVerb
{
    readonly Argument<string> _run = new("RUN");
    readonly OutputOption _output = new();
    readonly FormatOption _format = FormatOption.OfPicture;
    readonly Option<bool> _compact = new("--compact");
    readonly Option<bool> _density = new("--density");
    readonly Option<int> _maxPoints = new("--max-points") { DefaultValueFactory = _ => MapPicture.DefaultMaxPoints };
    readonly EpochOptionSet _epochs = new();
    readonly Option<bool> _includeCi = new("--include-ci");
    readonly Option<string?> _title = new("--title");

    /// <inheritdoc/>
    public string Page => $"""
        td plot RUN: the data map, variability against confidence

          td plot dy_log/sst2/bert-tiny --output map.png

        RUN               a run folder, its training_dynamics folder or a metrics file,
                          AllenAI's data_map_coordinates too

        -o, --output FILE .png, .svg or .pdf, - for standard output as .png; default
                          figures/data_map.png, or data_map.png beside a metrics file
        --format NAME     png, svg or pdf, whatever the file's name ends in
        --compact         the scatter alone, without the histograms
        --density         show how many examples lie where, all of them, coloured by
                          their mean correctness, in place of one glyph for each
        --max-points N    draw a sample of N examples when there are more; the
                          histograms count all of them (55000)
        --include-ci      correct variability for the few epochs it comes from
        {EpochOptionSet.Page}
                          of a metrics file all of them are used
        --title TEXT      default TASK-MODEL Data Map
        """;

    /// <inheritdoc/>
    public Command Command()
    {
        var command = new Command("plot", "The data map.") { _run, _output, _format, _compact, _density, _maxPoints, _includeCi, _title };
        _epochs.AddTo(command);
        command.SetAction(parsed =>
        {
            var run = parsed.GetRequiredValue(_run);
            var (output, format) = (_output.Read(parsed), _format.Read(parsed));
            var picture = new MapPicture(run)
            {
                Compact = parsed.GetValue(_compact),
                Density = parsed.GetValue(_density),
                MaxPoints = parsed.GetValue(_maxPoints),
                Title = parsed.GetValue(_title) ?? MapPicture.TitleOf(run),
            };
            var report = ReportOf(parsed, run);
            var path = picture.Save(report, output, format);
            Console.WriteLine($"data map  {TerminalText.Of(WholeFile.NameOf(path))}");
            if (report.Epochs is 1)
            {
                Console.WriteLine(MetricsSummary.OneEpoch);
            }

            VerbOutput.Json(() => new JsonObject { ["run"] = run, ["files"] = new JsonObject { ["data_map"] = path } });
            return (int)ExitCode.Done;
        });
        return command;
    }

    MetricsReport ReportOf(ParseResult parsed, string run)
    {
        var includeCi = parsed.GetValue(_includeCi);
        if (Directory.Exists(run))
        {
            var request = _epochs.Read(parsed);
            request.IncludeCi = includeCi;
            return TrainingDynamicsReport.Compute(run, request);
        }

        return !_epochs.IsGiven(parsed) && !includeCi
            ? TrainingDynamicsReport.Read(run)
            : throw new UsageException($"{run} is a metrics file; --include-ci and the choice of epochs need the run's logs");
    }
}
