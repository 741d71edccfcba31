using TrainingDynamics.Charts;

namespace TrainingDynamics.Cli;

/// <summary><c>td compare</c>: two runs over the same data, example by example.</summary>
sealed class CompareVerb : IVerb
{
    readonly Argument<string> _a = new("RUN_A");
    readonly Argument<string> _b = new("RUN_B");
    readonly Option<double> _proportion = new("--proportion") { DefaultValueFactory = _ => RegionsModule.DefaultProportion };
    readonly OutputOption _map = new("--map");
    readonly Option<bool> _full = new("--full");
    readonly OutputOption _output = new();
    readonly FormatOption _format = FormatOption.OfTable;
    readonly JoinOption _join = new();
    readonly EpochOptionSet _epochs = new();
    readonly Option<int> _movers = new("--count", "--movers") { DefaultValueFactory = _ => 10 };

    public string Page => $"""
        td compare RUN_A RUN_B: compare two runs on the same data, example by example

          td compare dy_log/sst2/bert-tiny dy_log/sst2/bert-mini --map change.png

        RUN_A, RUN_B      run folders or metrics files
        {JoinOption.Page}
        --proportion X    size of a region, as a share of the examples (0.33)
        --count N         print the N examples that changed most (10); --movers N
        {EpochOptionSet.Page}
        --full            print whole texts, not cut to the width of the terminal
        -o, --output FILE write the examples of both: .csv, .tsv, .jsonl, .parquet, or -
                          (.csv); --format NAME: csv, tsv, …, whatever the ending
        --map FILE        draw every example's change of variability and confidence,
                          coloured by the change of correctness: .png, .svg or .pdf;
                          - is standard output, as .png

        Prints how many examples did not match, rank correlations, how many examples of
        each region of A are in each of B, and those whose confidence changed most.
        """;

    public IReadOnlyList<Symbol> Symbols => [_a, _b, _proportion, _movers, _full, _output, _format, _map, _join, .. _epochs.All];

    public ExitCode Execute(ParseResult parsed)
    {
        var (a, b) = (parsed.GetRequiredValue(_a), parsed.GetRequiredValue(_b));
        var (proportion, movers) = (parsed.Share(_proportion), parsed.AtLeast(0, _movers));
        var (output, format, map) = (_output.Read(parsed), _format.Read(parsed, _output), _map.Read(parsed));
        var reports = (A: TrainingDynamicsReport.Open(a, _epochs.Read(parsed)), B: TrainingDynamicsReport.Open(b, _epochs.Read(parsed)));
        RunExamples[] runs = [new(a), new(b)];
        MetricsReport[] both = [reports.A, reports.B];
        var comparison = DecisionReport.Compare(_join.Of(parsed, runs, both), runs, both, proportion);
        Console.WriteLine(Invariant($"{comparison.Guids.Length:N0} examples in both; {comparison.OnlyInA.Length:N0} only in A, {comparison.OnlyInB.Length:N0} only in B, {comparison.GoldDiffers.Length:N0} with another gold class"));
        Console.WriteLine(
            $"rank correlation: confidence {MetricsSummary.Correlation(comparison.SpearmanConfidence)}, variability {MetricsSummary.Correlation(comparison.SpearmanVariability)}, correctness {MetricsSummary.Correlation(comparison.SpearmanCorrectness)}");
        Console.WriteLine(Invariant($"learnt only in B: {comparison.LearntInBOnly:N0}, only in A: {comparison.LearntInAOnly:N0}"));
        WriteMigration(comparison);
        MetricsSummary.NoteOneEpoch(both);
        var examples = RunSource.Examples(a);
        WriteMovers(examples, reports, comparison, movers, parsed.GetValue(_full) ? null : TerminalText.Width());
        if (output is not null)
        {
            DecisionReport.WriteComparison(comparison, examples, reports.A, reports.B, output, format);
            Console.WriteLine($"examples  {TerminalText.Of(WholeFile.NameOf(output))}");
        }

        if (map is not null)
        {
            var points = comparison.Guids.Select((_, i) => new ComparisonPoint(
                comparison.DeltaVariability[i], comparison.DeltaConfidence[i], comparison.DeltaCorrectness[i]));
            new ComparisonChart(points, new MapOptions { Title = $"{MapPicture.NameOf(b)} vs. {MapPicture.NameOf(a)}" }).Save(map);
            Console.WriteLine($"map       {TerminalText.Of(WholeFile.NameOf(map))}");
        }

        VerbOutput.Json(() => Json(parsed, reports, comparison, examples));

        return ExitCode.Done;
    }

    JsonObject Json(ParseResult parsed, (MetricsReport A, MetricsReport B) reports, Comparison comparison, RunExamples examples) => new()
    {
        ["a"] = parsed.GetRequiredValue(_a),
        ["b"] = parsed.GetRequiredValue(_b),
        ["join"] = JoinOption.Json(comparison.Join),
        ["examples"] = comparison.Guids.Length,
        ["only_in_a"] = comparison.OnlyInA.Length,
        ["only_in_b"] = comparison.OnlyInB.Length,
        ["gold_differs"] = comparison.GoldDiffers.Length,
        ["rank_correlation"] = new JsonObject
        {
            ["confidence"] = JsonValues.Of(comparison.SpearmanConfidence),
            ["variability"] = JsonValues.Of(comparison.SpearmanVariability),
            ["correctness"] = JsonValues.Of(comparison.SpearmanCorrectness),
        },
        ["learnt_in_a_only"] = comparison.LearntInAOnly,
        ["learnt_in_b_only"] = comparison.LearntInBOnly,
        ["proportion"] = comparison.Proportion,
        ["regions"] = JsonValues.Each(comparison.Regions, name => name),
        ["migration"] = JsonValues.Each(comparison.Migration, row => JsonValues.Each(row, count => count)),
        ["movers"] = JsonValues.Each(comparison.Movers.Take(parsed.GetValue(_movers)), i => new JsonObject
        {
            ["guid"] = JsonValues.Of(comparison.Guids[i]),
            ["guid_b"] = JsonValues.Of(reports.B.Guids[comparison.RowsB[i]]),
            ["row"] = examples.RowOf(comparison.Guids[i]),
            ["line"] = examples.LineOf(comparison.Guids[i]),
            ["confidence_a"] = JsonValues.Of(reports.A.Confidence[comparison.RowsA[i]]),
            ["confidence_b"] = JsonValues.Of(reports.B.Confidence[comparison.RowsB[i]]),
            ["text"] = examples.TextOf(comparison.Guids[i]),
        }),
        ["files"] = new JsonObject { ["examples"] = parsed.GetValue(_output), ["map"] = parsed.GetValue(_map) },
    };

    static void WriteMigration(Comparison comparison)
    {
        Console.WriteLine("examples by region (rows: run A, columns: run B):");
        Console.WriteLine($"{"",-10}{string.Concat(comparison.Regions.Select(name => $"{name,11}"))}");
        for (var from = 0; from < comparison.Regions.Length; from++)
        {
            Console.WriteLine($"{comparison.Regions[from],-10}{string.Concat(comparison.Migration[from].Select(count => Invariant($"{count,11:N0}")))}");
        }
    }

    static void WriteMovers(
        RunExamples examples, (MetricsReport A, MetricsReport B) reports, Comparison comparison, int count, int? width)
    {
        if (!VerbOutput.IsShown || count == 0)
        {
            return;
        }

        Console.WriteLine("largest changes of confidence:");
        var rows = comparison.Movers.Take(count).Select(i => new[]
        {
            Invariant($"{reports.A.Confidence[comparison.RowsA[i]]:F3} → {reports.B.Confidence[comparison.RowsB[i]]:F3}"),
            comparison.Guids[i].ToString(),
            examples.PlaceOf(comparison.Guids[i]),
            examples.TextOf(comparison.Guids[i]),
        });
        foreach (var line in TextTable.Lines(["A → B", "guid", "line", "text"], rows, width))
        {
            Console.WriteLine(line);
        }
    }
}
