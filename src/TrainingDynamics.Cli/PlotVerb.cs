using System.CommandLine;
using TrainingDynamics.Analytics;

namespace TrainingDynamics.Cli;

/// <summary><c>td plot</c>: the data map of a run or of a metrics file.</summary>
sealed class PlotVerb : IVerb
{
    readonly Argument<string> _run = new("RUN");
    readonly Option<string?> _output = new("--output", "-o");
    readonly Option<bool> _compact = new("--compact");
    readonly Option<bool> _density = new("--density");
    readonly Option<int> _maxPoints = new("--max-points") { DefaultValueFactory = _ => MapPicture.DefaultMaxPoints };
    readonly Option<int?> _burnOut = new("--burn-out");
    readonly Option<bool> _includeCi = new("--include-ci");
    readonly Option<string?> _title = new("--title");

    /// <inheritdoc/>
    public string Page => """
        td plot RUN: the data map, variability against confidence

          td plot dy_log/sst2/bert-tiny --output map.png

        RUN               a run folder, its training_dynamics folder or a metrics file,
                          AllenAI's data_map_coordinates too

        -o, --output FILE .png, .svg or .pdf; default figures/data_map.png of the run,
                          or data_map.png beside a metrics file
        --compact         the scatter alone, without the histograms
        --density         show how many examples lie where, all of them, coloured by
                          their mean correctness, in place of one glyph for each
        --max-points N    draw a sample of N examples when there are more; the
                          histograms count all of them (55000)
        --burn-out N      use the first N epochs only; not with a metrics file
        --include-ci      correct variability for the few epochs it comes from; not
                          with a metrics file
        --title TEXT      default TASK-MODEL Data Map
        """;

    /// <inheritdoc/>
    public Command Command()
    {
        var command = new Command("plot", "The data map.") { _run, _output, _compact, _density, _maxPoints, _burnOut, _includeCi, _title };
        command.SetAction(parsed =>
        {
            var run = parsed.GetRequiredValue(_run);
            var picture = new MapPicture(run)
            {
                Compact = parsed.GetValue(_compact),
                Density = parsed.GetValue(_density),
                MaxPoints = parsed.GetValue(_maxPoints),
                Title = parsed.GetValue(_title) ?? MapPicture.TitleOf(run),
            };
            var report = ReportOf(run, parsed.GetValue(_burnOut), parsed.GetValue(_includeCi));
            Console.WriteLine($"data map  {picture.Save(report, parsed.GetValue(_output))}");
            return (int)ExitCode.Done;
        });
        return command;
    }

    static MetricsReport ReportOf(string run, int? burnOut, bool includeCi)
    {
        if (Directory.Exists(run))
        {
            return TrainingDynamicsReport.Compute(run, burnOut, includeCi);
        }

        return burnOut is null && !includeCi
            ? TrainingDynamicsReport.Read(run)
            : throw new UsageException($"{run} is a metrics file; --burn-out and --include-ci need the run's logs");
    }
}
