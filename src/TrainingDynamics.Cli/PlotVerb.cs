using TrainingDynamics.Charts;

namespace TrainingDynamics.Cli;

/// <summary><c>td plot</c>: the data map of a run or of a metrics file.</summary>
sealed class PlotVerb : IVerb
{
    readonly Argument<string> _run = new("RUN");
    readonly OutputOption _output = new();
    readonly FormatOption _format = FormatOption.OfPicture;
    readonly Option<bool> _compact = new("--compact");
    readonly Option<bool> _density = new("--density");
    readonly Option<int> _maxPoints = new("--max-points") { DefaultValueFactory = _ => new DataMapOptions().MaxPoints };
    readonly EpochOptionSet _epochs = new();
    readonly Option<bool> _includeCi = new("--include-ci");
    readonly Option<string?> _title = new("--title");

    public string Page => $"""
        td plot RUN: draw the data map, confidence over variability

          td plot dy_log/sst2/bert-tiny --output map.png

        RUN               a run folder, its training_dynamics folder or a metrics file,
                          also AllenAI's data_map_coordinates

        -o, --output FILE .png, .svg or .pdf, - for standard output as .png; default
                          figures/data_map.png, or data_map.png beside a metrics file
        --format NAME     png, svg or pdf, whatever the file's name ends in
        --compact         draw the scatter plot without the histograms
        --density         show how many of all examples lie where, coloured by mean
                          correctness, instead of one glyph for each example
        --max-points N    draw a sample of N examples where there are more; the
                          histograms count all of them (55000)
        --include-ci      correct variability for the few epochs it comes from
        {EpochOptionSet.Page}
                          (of a run; for a metrics file all epochs are used)
        --title TEXT      title (TASK-MODEL Data Map)
        """;

    public IReadOnlyList<Symbol> Symbols => [_run, _output, _format, _compact, _density, _maxPoints, _includeCi, _title, .. _epochs.All];

    public ExitCode Execute(ParseResult parsed)
    {
        var run = parsed.GetRequiredValue(_run);
        var (output, format) = (_output.Read(parsed), _format.Read(parsed));
        var maxPoints = parsed.AtLeast(1, _maxPoints);
        var report = ReportOf(parsed, run);
        var options = new DataMapOptions
        {
            Compact = parsed.GetValue(_compact),
            Density = parsed.GetValue(_density),
            MaxPoints = maxPoints,
            Title = parsed.GetValue(_title) ?? MapPicture.TitleOf(run),
            Epochs = report.Epochs,
        };
        var path = MapPicture.Save(run, report, options, output, format);
        Console.WriteLine($"data map  {TerminalText.Of(WholeFile.NameOf(path))}");
        if (report.Epochs is 1)
        {
            Console.WriteLine(MetricsSummary.OneEpoch);
        }

        VerbOutput.Json(() => new JsonObject { ["run"] = run, ["files"] = new JsonObject { ["data_map"] = path } });
        return ExitCode.Done;
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
