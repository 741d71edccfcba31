namespace TrainingDynamics.Cli;

/// <summary><c>td select</c>: the three regions, or training sets of chosen examples.</summary>
sealed class SelectVerb : IVerb
{
    readonly Argument<string> _run = new("RUN");
    readonly Option<double> _proportion = new("--proportion") { DefaultValueFactory = _ => RegionsModule.DefaultProportion };
    readonly EpochOptionSet _epochs = new();
    readonly Option<string?> _metric = new("--metric");
    readonly Option<string?> _strategy = new("--strategy");
    readonly Option<double[]> _fraction = new("--fraction") { AllowMultipleArgumentsPerToken = true };
    readonly Option<int[]> _count = new("--count") { AllowMultipleArgumentsPerToken = true };
    readonly Option<bool> _worst = new("--worst");
    readonly Option<bool> _bothEnds = new("--both-ends");
    readonly Option<double[]> _band = new("--band") { AllowMultipleArgumentsPerToken = true };
    readonly Option<double?> _skipTop = new("--skip-top");
    readonly Option<int> _seed = new("--seed") { DefaultValueFactory = _ => 1 };
    readonly Option<string[]> _union = new("--union") { AllowMultipleArgumentsPerToken = true };
    readonly Option<string[]> _intersection = new("--intersection") { AllowMultipleArgumentsPerToken = true };
    readonly Option<string?> _region = new("--region");
    readonly Option<string?> _dataDir = new("--data-dir");
    readonly OutputFolderOption _outputDir = new();

    public string Page => $"""
        td select RUN: write the regions of a run, or training sets of chosen examples

          td select dy_log/sst2/bert-tiny
          td select RUN --metric variability --fraction 0.1 0.33 --output-dir subsets
          td select RUN --intersection hard subsets/a/selection.json --output-dir both

        RUN               a run folder
        {EpochOptionSet.Page}
        --proportion X    size of a region, as a share (0.33); the guids are written to
                          three_regions_data_indices.json in the run folder
        With -o, --output-dir DIR: one training set per size instead, in the format of
        the training file, with its dev and test files and a selection.json:
        --metric NAME     confidence, variability, correctness, forgetfulness or
                          threshold_closeness; the most valuable end comes first
        --worst           the other end; --both-ends: 70 % of one, 30 % of the other
        --strategy NAME   ranked, random, stratified or class-balanced
        --fraction X …    or --count N …: the sizes
        --band LO HI      only examples with the metric in this range
        --skip-top X      skip this share at the top of the ranking
        --seed N          seed of random picks (1)
        --union WHAT …    or --intersection WHAT …: of easy, ambiguous, hard and files
                          that list guids; --region NAME: one region of such a file
        --data-dir DIR    folder of the training file; default: where the run read it
        """;

    public IReadOnlyList<Symbol> Symbols =>
    [
        _run, _proportion, _metric, _strategy, _fraction, _count, _worst, _bothEnds, _band, _skipTop, _seed, _union, _intersection, _region,
        _dataDir, _outputDir, .. _epochs.All,
    ];

    public ExitCode Execute(ParseResult parsed)
    {
        var run = parsed.GetRequiredValue(_run);
        var folder = _outputDir.Read(parsed);
        var report = TrainingDynamicsReport.Compute(run, _epochs.Read(parsed));
        if (folder is { } output)
        {
            WriteTrainingSets(parsed, run, report, output);
        }
        else
        {
            RefuseWithoutOutput(parsed);
            WriteRegions(parsed.Share(_proportion), run, report);
        }

        return ExitCode.Done;
    }

    static void WriteRegions(double proportion, string run, MetricsReport report)
    {
        var path = RunFolder.Of(run).RegionsPath;
        var regions = RegionsModule.split(proportion, report.Table);
        if (regions.Easy.Length == 0)
        {
            throw new UsageException(Invariant($"a share of {proportion} of {report.Count} examples is less than one, so that the regions have none; pass a larger --proportion"));
        }

        RegionsFile.write(path, report.Table, regions);
        var summary = TrainingDynamicsReport.RegionSummary(report, proportion);
        MetricsSummary.WriteRegions(summary);
        Console.WriteLine($"regions   {TerminalText.Of(path)}");
        VerbOutput.Json(() =>
        {
            var json = new JsonObject { ["run"] = run, ["examples"] = report.Count };
            MetricsSummary.AddRegions(json, summary);
            json["files"] = new JsonObject { ["regions"] = path };
            return json;
        });
    }

    void WriteTrainingSets(ParseResult parsed, string run, MetricsReport report, string output)
    {
        var trainFile = RunSource.TrainFile(run, report, parsed.GetValue(_dataDir));
        var sets = new List<(string Name, TrainingSet Set, int[] Classes)>();
        foreach (var (name, selection) in Combined(parsed, report) ?? Selected(parsed, report))
        {
            var set = TrainingSetWriter.write(new TrainingSource(run, trainFile), Path.Combine(output, name), selection);
            var counts = DecisionReport.ClassCounts(report, selection);
            var classes = string.Join(", ", counts.Select((count, label) => Invariant($"{count:N0} of class {label}")));
            Console.WriteLine(Invariant($"{TerminalText.Of(set.TrainFile)}  {set.Rows:N0} rows ({classes})"));
            sets.Add((name, set, counts));
        }

        VerbOutput.Json(() => new JsonObject
        {
            ["run"] = run,
            ["examples"] = report.Count,
            ["sets"] = JsonValues.Each(sets, one => new JsonObject
            {
                ["name"] = one.Name,
                ["rows"] = one.Set.Rows,
                ["of_class"] = JsonValues.Each(one.Classes, count => count),
                ["train_file"] = one.Set.TrainFile,
                ["selection_file"] = one.Set.SelectionFile,
                ["copied_files"] = JsonValues.Each(one.Set.Copied, path => path),
            }),
        });
    }

    // Null where neither a union nor an intersection is asked for.
    List<(string Name, Selection Selection)>? Combined(ParseResult parsed, MetricsReport report)
    {
        var union = parsed.GetValue(_union)!;
        var intersection = parsed.GetValue(_intersection)!;
        if (union.Length + intersection.Length == 0)
        {
            return null;
        }

        if (union.Length > 0 && intersection.Length > 0)
        {
            throw new UsageException("--union and --intersection are both given, expected one; its selection.json can be part of the other");
        }

        RefuseGiven(parsed, "ranks examples", _metric, _strategy, _fraction, _count, _worst, _bothEnds, _band, _skipTop);
        var proportion = parsed.Share(_proportion);
        Selection Part(string what) => what is "easy" or "ambiguous" or "hard"
            ? SelectionModule.ofRegion(what, proportion, report.Table)
            : SelectionFile.read(RegionFor(parsed, what), what, report.Table);
        var (name, combined) = union.Length > 0
            ? ("union", SelectionModule.union([.. union.Select(Part)]))
            : ("intersection", SelectionModule.intersection([.. intersection.Select(Part)]));
        return combined.Picks.Length > 0
            ? [(name, combined)]
            : throw new UsageException($"no example is in all of {string.Join(", ", intersection)}; nothing was written");
    }

    // Of a list that has regions alone; a selection.json among the files has none.
    string? RegionFor(ParseResult parsed, string path) =>
        parsed.GetValue(_region) is { } region && GuidList.HasRegions(path) ? region : null;

    List<(string Name, Selection Selection)> Selected(ParseResult parsed, MetricsReport report)
    {
        var sizes = parsed.GetValue(_fraction)!.Select(fraction => (Fraction: (double?)fraction, Count: (int?)null))
            .Concat(parsed.GetValue(_count)!.Select(count => (Fraction: (double?)null, Count: (int?)count)))
            .ToList();
        if (sizes.Count == 0)
        {
            throw new UsageException("--output-dir needs a size: add --fraction X or --count N; each value gives one training set");
        }

        // All selections first, so that a size that cannot be had leaves no set of the others behind.
        return [.. sizes.Select(size =>
        {
            var query = QueryOf(parsed, size.Fraction, size.Count);
            var name = Invariant($"{query.Strategy}_{query.Metric}_{size.Fraction ?? size.Count:0.####}");
            return (Name: name, Selection: DecisionReport.Select(report, query));
        })];
    }

    SelectionQuery QueryOf(ParseResult parsed, double? fraction, int? count)
    {
        var band = parsed.GetValue(_band)!;
        if (band.Length is not (0 or 2))
        {
            throw new UsageException($"--band has {band.Length} numbers, expected two, the lowest and the highest value");
        }

        return new SelectionQuery
        {
            Metric = parsed.GetValue(_metric) ?? "confidence",
            Strategy = parsed.GetValue(_bothEnds) ? "both-ends" : parsed.GetValue(_strategy) ?? "ranked",
            Fraction = fraction,
            Count = count,
            Worst = parsed.GetValue(_worst),
            BandLow = band.Length == 2 ? band[0] : null,
            BandHigh = band.Length == 2 ? band[1] : null,
            SkipTopFraction = parsed.GetValue(_skipTop),
            Seed = parsed.GetValue(_seed),
        };
    }

    void RefuseWithoutOutput(ParseResult parsed)
    {
        Option[] onlyForSets =
            [_metric, _strategy, _fraction, _count, _worst, _bothEnds, _band, _skipTop, _union, _intersection, _region, _dataDir];
        if (parsed.FirstGiven(onlyForSets) is { } given)
        {
            throw new UsageException($"{given.Name} is for training sets; pass --output-dir DIR too");
        }
    }

    static void RefuseGiven(ParseResult parsed, string what, params Option[] options)
    {
        if (parsed.FirstGiven(options) is { } given)
        {
            throw new UsageException($"{given.Name} {what}, which --union and --intersection do not do; select with it first and pass its selection.json");
        }
    }
}
