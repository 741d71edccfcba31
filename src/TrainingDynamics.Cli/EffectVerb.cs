using TrainingDynamics.Dashboard;
using TrainingDynamics.Review;

namespace TrainingDynamics.Cli;

/// <summary><c>td effect</c>: what a review found in the whole data set, and what training on the corrected data changed.</summary>
sealed class EffectVerb : IVerb
{
    readonly Argument<string> _run = new("RUN");
    readonly Option<string> _queue = new("--queue") { Required = true };
    readonly Option<string?> _conflicts = new("--conflicts");
    readonly Option<string[]> _before = new("--before") { AllowMultipleArgumentsPerToken = true };
    readonly Option<string[]> _after = new("--after") { AllowMultipleArgumentsPerToken = true };
    readonly Option<string?> _metric = new("--metric");

    public string Page => """
        td effect RUN: how many labels are wrong, and whether correcting them helped

          td effect RUN --queue q1
          td effect RUN --queue q1 --before SEED_2 --after FIXED_1 FIXED_2

        RUN                the run of which the queue was drawn
        --queue NAME       a reviewed queue: its top tells the ranking's precision, with
                           its random rows how many labels of all are wrong (intervals
                           by Wilson, 95 %), which share of them the top holds, and how
                           many more rows to review for 90 % of them
        --conflicts RULE   where reviewers differ: majority, crowdlab or reviewer:NAME;
                           without it these rows count as not reviewed
        --after RUN …      runs on the corrected data: their dev metric beside RUN's
        --before RUN …     more runs on the data as they were, in the order of the seeds
                           of --after; then a paired t-test is made
        --metric NAME      a metric of the dev set, after the last epoch (accuracy)
        """;

    public IReadOnlyList<Symbol> Symbols => [_run, _queue, _conflicts, _before, _after, _metric];

    public ExitCode Execute(ParseResult parsed)
    {
        var run = parsed.GetRequiredValue(_run);
        var folder = ReviewFolder.Of(run, parsed.GetRequiredValue(_queue));
        var queue = QueueFile.read(folder);
        var rule = ConflictRuleModule.ofWords(parsed.GetValue(_conflicts));
        var effect = ReviewEffectModule.make(rule, queue, DecisionJournal.ReadAll(folder));
        var training = Trained(parsed, run);
        WriteReview(effect);
        if (training is not null)
        {
            WriteTraining(training);
        }

        foreach (var warning in effect.Warnings)
        {
            VerbOutput.Note($"note: {warning}");
        }

        VerbOutput.Json(() => Json(run, queue, effect, training));
        return ExitCode.Done;
    }

    static void WriteReview(ReviewEffect effect)
    {
        Console.WriteLine(Invariant($"top      {effect.TopReviewed:N0} of {effect.Top:N0} rows reviewed, {effect.TopErrors:N0} wrong{Share(effect.Precision, effect.PrecisionInterval)}"));
        Console.WriteLine(Invariant($"random   {effect.Sampled:N0} of {effect.Rest:N0} other rows reviewed, {effect.SampledErrors:N0} wrong"));
        Console.WriteLine(Invariant($"besides  {effect.Ambiguous:N0} ambiguous, {effect.Removed:N0} to remove"));
        if (effect.Estimate is { } estimate)
        {
            var all = effect.Top + effect.Rest;
            Console.WriteLine(Invariant($"wrong    {estimate.Rate:P2} of {all:N0} rows (95 %: {estimate.RateInterval.Low:P2} to {estimate.RateInterval.High:P2}), about {estimate.Errors:F0}"));
            Console.WriteLine(Invariant($"found    the top holds {Part(estimate.Recall)} of them; {effect.RowsToNineTenths:N0} more rows in random order bring 90 %"));
        }

        if (double.IsFinite(effect.Alpha))
        {
            Console.WriteLine(Invariant($"agreed   {Part(effect.Raw)} of the pairs of labels, Krippendorff's alpha {effect.Alpha:F3}"));
        }

        if (double.IsFinite(effect.SecondsPerHundred))
        {
            Console.WriteLine(Invariant($"time     {effect.SecondsPerHundred / 60:F1} minutes for a hundred rows"));
        }
    }

    static string Share(double share, Interval interval) =>
        double.IsFinite(share) ? Invariant($": {share:P1} (95 %: {interval.Low:P1} to {interval.High:P1})") : "";

    static string Part(double share) => double.IsFinite(share) ? Invariant($"{share:P1}") : "none";

    Training? Trained(ParseResult parsed, string run)
    {
        var (before, after) = (parsed.GetValue(_before)!, parsed.GetValue(_after)!);
        if (after.Length == 0)
        {
            return parsed.FirstGiven([_before, _metric]) is { } lone ? throw new UsageException($"{lone.Name} is for runs to compare; pass {_after.Name} RUN too") : null;
        }

        var name = parsed.GetValue(_metric) ?? "accuracy";
        string[] all = [run, .. before];
        double[] were = [.. all.Select(one => MetricOf(one, name))];
        double[] are = [.. after.Select(one => MetricOf(one, name))];
        var paired = were.Length == are.Length && were.Length > 1 ? PairedTestModule.ofPairs(are, were) : null;
        return new Training(name, all, were, after, are, paired);
    }

    static double MetricOf(string run, string name)
    {
        var events = RunFolder.Of(run).EventsPath;
        if (!File.Exists(events))
        {
            throw new UsageException($"{events} does not exist, expected the events of a run that td train has written");
        }

        var state = new EventReader(events, isSparse: true).ReadNew().Aggregate(RunState.Empty, (state, happened) => state.After(happened));
        var metrics = state.Epochs.LastOrDefault(epoch => epoch.DevMetrics is not null)?.DevMetrics
            ?? throw new UsageException($"{run} has measured no dev set, expected a run that ended an epoch");
        return metrics.TryGetValue(name, out var value)
            ? value
            : throw new UsageException($"{run} has no dev metric {name}, expected one of {string.Join(", ", metrics.Keys)}");
    }

    static void WriteTraining(Training training)
    {
        Console.WriteLine();
        var rows = Rows("before", training.BeforeRuns, training.Before).Concat(Rows("after", training.AfterRuns, training.After));
        foreach (var line in TextTable.Lines(["data", "run", $">dev {training.Metric}"], rows, TerminalText.Width()))
        {
            Console.WriteLine(line);
        }

        Console.WriteLine(Invariant($"mean     {training.Before.Average():F4} before, {training.After.Average():F4} after: {training.After.Average() - training.Before.Average():+0.0000;-0.0000}"));
        if (training.Paired is { } paired)
        {
            Console.WriteLine(Invariant($"paired   {paired.MeanDifference:+0.0000;-0.0000} ± {paired.StandardError:F4} over {paired.Pairs} seeds, t {paired.Statistic:F2}, p {paired.PValue:F3}"));
        }
    }

    static IEnumerable<string[]> Rows(string data, string[] runs, double[] values) => runs.Zip(values, (run, value) => new[] { data, run, Invariant($"{value:F4}") });

    static JsonObject Json(string run, Queue queue, ReviewEffect effect, Training? training)
    {
        var estimate = effect.Estimate;
        return new JsonObject
        {
            ["run"] = run,
            ["queue"] = queue.Name,
            ["top"] = effect.Top,
            ["top_reviewed"] = effect.TopReviewed,
            ["top_wrong"] = effect.TopErrors,
            ["rest"] = effect.Rest,
            ["sampled"] = effect.Sampled,
            ["sampled_wrong"] = effect.SampledErrors,
            ["ambiguous"] = effect.Ambiguous,
            ["removed"] = effect.Removed,
            ["precision"] = JsonValues.Of(effect.Precision),
            ["precision_low"] = JsonValues.Of(effect.PrecisionInterval.Low),
            ["precision_high"] = JsonValues.Of(effect.PrecisionInterval.High),
            ["rate"] = JsonValues.Of(estimate?.Rate),
            ["rate_low"] = JsonValues.Of(estimate?.RateInterval.Low),
            ["rate_high"] = JsonValues.Of(estimate?.RateInterval.High),
            ["rate_standard_error"] = JsonValues.Of(estimate?.StandardError),
            ["errors"] = JsonValues.Of(estimate?.Errors),
            ["recall"] = JsonValues.Of(estimate?.Recall),
            ["rows_to_nine_tenths"] = estimate is null ? null : effect.RowsToNineTenths,
            ["agreement"] = JsonValues.Of(effect.Raw),
            ["alpha"] = JsonValues.Of(effect.Alpha),
            ["seconds_per_hundred"] = JsonValues.Of(effect.SecondsPerHundred),
            ["warnings"] = JsonValues.Each(effect.Warnings, warning => warning),
            ["training"] = training is null ? null : new JsonObject
            {
                ["metric"] = training.Metric,
                ["before"] = JsonValues.Each(training.Before, value => JsonValues.Of(value)),
                ["after"] = JsonValues.Each(training.After, value => JsonValues.Of(value)),
                ["difference"] = JsonValues.Of(training.After.Average() - training.Before.Average()),
                ["standard_error"] = JsonValues.Of(training.Paired?.StandardError),
                ["p"] = JsonValues.Of(training.Paired?.PValue),
            },
        };
    }

    sealed record Training(string Metric, string[] BeforeRuns, double[] Before, string[] AfterRuns, double[] After, PairedTest? Paired);
}
