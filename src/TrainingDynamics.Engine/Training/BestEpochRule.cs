namespace TrainingDynamics.Engine.Training;

/// <summary>
/// Decides which epoch is the best, and whether a run ends because none has been better for long. Both follow from the epochs'
/// results alone, so a resumed run decides as an uninterrupted one. Source: Hugging Face's <c>TrainingArguments</c> and
/// <c>EarlyStoppingCallback</c>.
/// </summary>
sealed class BestEpochRule(TrainOptions options)
{
    const string Loss = "loss";
    const string Prefix = "eval_"; // Hugging Face's, of all metrics of an evaluation

    /// <summary>Whether anything was asked for.</summary>
    public bool IsAsked => options.LoadBestModelAtEnd || options.MetricForBestModel is not null || options.EarlyStoppingPatience is not null;

    /// <summary>The dev metric, without the prefix.</summary>
    public string Metric { get; } = options.MetricForBestModel is not { } name ? Loss
        : name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;

    bool GreaterIsBetter => options.GreaterIsBetter
        ?? !(Metric.StartsWith(Loss, StringComparison.Ordinal) || Metric.StartsWith("mse", StringComparison.Ordinal));

    /// <summary>Refuses a metric that no epoch will have.</summary>
    /// <exception cref="TrainOptionsException">The metric is none of the data's; names those that are.</exception>
    public void RequireMetric(TaskData data)
    {
        List<string> names = [];
        foreach (var suffix in data.MoreDev.Select(more => $"_{more.Name}").Prepend(""))
        {
            string[] derived = data.Train.IsRegression ? [] : data.Train.LabelNames.Count == 2
                ? ["accuracy", "f1", "f1_macro", "matthews_correlation"]
                : ["accuracy", "f1_macro", "matthews_correlation"];
            names.AddRange(data.Metrics.Select(metric => metric.Name).Union(derived).Append(Loss).Select(name => name + suffix));
        }

        if (IsAsked && !names.Contains(Metric))
        {
            throw new TrainOptionsException(
                $"--metric-for-best-model: found '{options.MetricForBestModel}', expected one of {string.Join(", ", names)}");
        }
    }

    /// <summary>The first epoch that none after it has surpassed; null before the first, or where nothing was asked for.</summary>
    public BestEpoch? BestOf(IEnumerable<EpochResult> results)
    {
        BestEpoch? best = null;
        foreach (var (epoch, value) in Values(results))
        {
            if (best is null || IsBetter(value, best.Value))
            {
                best = new BestEpoch(epoch, Metric, value);
            }
        }

        return best;
    }

    /// <summary>Whether the run ends after these epochs, because the latest of them have not improved on the best before them.</summary>
    public bool EndsAfter(IEnumerable<EpochResult> results)
    {
        double? best = null;
        var waited = 0; // epochs
        foreach (var (_, value) in Values(results))
        {
            var improves = best is not { } least || (IsBetter(value, least) && Math.Abs(value - least) > options.EarlyStoppingThreshold);
            waited = improves ? 0 : waited + 1;
            if (best is not { } last || IsBetter(value, last))
            {
                best = value;
            }
        }

        return waited >= options.EarlyStoppingPatience;
    }

    /// <summary>Process 0's decision, the same in all processes.</summary>
    public (BestEpoch? Best, bool Ends) Decide(IReadOnlyList<EpochResult> results, ICollective processes)
    {
        if (!IsAsked)
        {
            return (null, false);
        }

        var best = BestOf(results);
        var (epoch, ends) = ProcessAgreement.OfProcessZero(processes, best?.Epoch ?? -1, EndsAfter(results) ? 1 : 0);
        return (best?.Epoch == epoch ? best : BestOf(results.Where(result => result.Epoch == epoch)), ends == 1);
    }

    bool IsBetter(double value, double best) => GreaterIsBetter ? value > best : value < best;

    IEnumerable<(int Epoch, double Value)> Values(IEnumerable<EpochResult> results)
    {
        foreach (var result in IsAsked ? results : [])
        {
            if (result.Metric(Metric) is { } value)
            {
                yield return (result.Epoch, value);
            }
        }
    }
}
