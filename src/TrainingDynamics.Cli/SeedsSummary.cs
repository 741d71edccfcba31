namespace TrainingDynamics.Cli;

/// <summary>What several runs on the same data agree on, as lines of text and as a table of examples.</summary>
static class SeedsSummary
{
    /// <summary>
    /// Aggregates at least two runs or metrics files, prints the summary and, where asked for, writes the examples to
    /// <paramref name="output"/>.
    /// </summary>
    /// <exception cref="UsageException">The request asks for what an aggregate does not have.</exception>
    public static void Write(IReadOnlyList<string> runs, MetricsRequest request, string? output, string? format, JoinOption join, ParseResult parsed)
    {
        if (request.Also.Length > 0 || request.IncludeCi)
        {
            throw new UsageException("--metrics and --include-ci are for one run; several are aggregated by confidence and variability");
        }

        var reports = runs.Select(run => TrainingDynamicsReport.Open(run, request)).ToList();
        var examples = runs.Select(run => new RunExamples(run)).ToList();
        var joined = join.Of(parsed, examples, reports);
        var seeds = DecisionReport.Aggregate(joined, examples, reports, RegionsModule.DefaultProportion);
        WriteRuns(runs, reports, seeds);
        Console.WriteLine(Invariant($"{seeds.Guids.Length:N0} examples in all {seeds.Runs} runs, means of them:"));
        Console.WriteLine(Invariant($"  confidence {seeds.Confidence.Average():F4}, correctness {seeds.Correctness.Average():F4}, deviation over runs {seeds.SeedDeviation.Average():F4}"));
        Console.WriteLine(Invariant($"  variance {seeds.VarianceTotal.Average():F5}: {seeds.VarianceWithin.Average():F5} within runs, {seeds.VarianceBetween.Average():F5} between them"));
        Console.WriteLine($"rank agreement: confidence {MetricsSummary.Correlation(seeds.AgreementConfidence)}, variability {MetricsSummary.Correlation(seeds.AgreementVariability)} (mean Spearman of the pairs)");
        WriteStability(seeds);
        MetricsSummary.NoteOneEpoch(reports);
        if (output is not null)
        {
            SeedsAggregateFile.write(format, output, seeds);
            Console.WriteLine($"examples  {TerminalText.Of(WholeFile.NameOf(output))}");
        }

        VerbOutput.Json(() => Json(runs, reports, joined, seeds, output));
    }

    static JsonObject Json(IReadOnlyList<string> runs, List<MetricsReport> reports, RunJoin join, SeedsAggregate seeds, string? output) => new()
    {
        ["runs"] = JsonValues.Each(runs.Select((run, i) => (run, i)), one => new JsonObject
        {
            ["run"] = one.run,
            ["examples"] = reports[one.i].Count,
            ["unmatched"] = seeds.Unmatched[one.i],
            ["epochs_used"] = reports[one.i].Epochs,
            ["confidence"] = JsonValues.Of(reports[one.i].Confidence.Average()),
            ["variability"] = JsonValues.Of(reports[one.i].Variability.Average()),
        }),
        ["join"] = JoinOption.Json(join),
        ["examples"] = seeds.Guids.Length,
        ["confidence"] = JsonValues.Of(seeds.Confidence.Average()),
        ["correctness"] = JsonValues.Of(seeds.Correctness.Average()),
        ["seed_deviation"] = JsonValues.Of(seeds.SeedDeviation.Average()),
        ["variance_total"] = JsonValues.Of(seeds.VarianceTotal.Average()),
        ["variance_within"] = JsonValues.Of(seeds.VarianceWithin.Average()),
        ["variance_between"] = JsonValues.Of(seeds.VarianceBetween.Average()),
        ["agreement_confidence"] = JsonValues.Of(seeds.AgreementConfidence),
        ["agreement_variability"] = JsonValues.Of(seeds.AgreementVariability),
        ["regions"] = JsonValues.Each(seeds.Stability, region => new JsonObject
        {
            ["region"] = region.Region,
            ["examples"] = region.Size,
            ["in_every_run"] = region.InAll,
            ["in_any_run"] = region.InAny,
            ["share"] = JsonValues.Of(region.Share),
            ["jaccard"] = JsonValues.Of(region.Jaccard),
        }),
        ["files"] = new JsonObject { ["examples"] = output },
    };

    static void WriteRuns(IReadOnlyList<string> runs, List<MetricsReport> reports, SeedsAggregate seeds)
    {
        Console.WriteLine($"{"examples",10}{"unmatched",11}{"epochs",8}{"confidence",12}{"variability",13}  run");
        for (var i = 0; i < runs.Count; i++)
        {
            var epochs = reports[i].Epochs is { } known ? Invariant($"{known}") : "?";
            Console.WriteLine(Invariant(
                $"{reports[i].Count,10:N0}{seeds.Unmatched[i],11:N0}{epochs,8}{reports[i].Confidence.Average(),12:F4}{reports[i].Variability.Average(),13:F4}  {TerminalText.Of(runs[i])}"));
        }
    }

    static void WriteStability(SeedsAggregate seeds)
    {
        Console.WriteLine($"{"region",-10}{"examples",10}{"in every run",14}{"in any run",12}{"share",8}{"Jaccard",9}");
        foreach (var region in seeds.Stability)
        {
            Console.WriteLine(Invariant(
                $"{region.Region,-10}{region.Size,10:N0}{region.InAll,14:N0}{region.InAny,12:N0}{Share(region.Share),8}{Share(region.Jaccard),9}"));
        }
    }

    // An empty region, of a data set of three examples or fewer, is shared by nobody.
    static string Share(double share) => double.IsNaN(share) ? "-" : Invariant($"{share:F3}");
}
