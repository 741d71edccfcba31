namespace TrainingDynamics.Data;

/// <summary>Metrics of a regression; both spans [N], N ≥ 1, finite.</summary>
static class ScoreMetrics
{
    public static double MeanSquaredError(ReadOnlySpan<double> golds, ReadOnlySpan<double> predictions)
    {
        double sum = 0;
        for (var i = 0; i < golds.Length; i++)
        {
            sum += (golds[i] - predictions[i]) * (golds[i] - predictions[i]);
        }

        return sum / golds.Length;
    }

    /// <summary>Uses deviations from the means, because sums of squares of large numbers would cancel.</summary>
    public static double Pearson(ReadOnlySpan<double> golds, ReadOnlySpan<double> predictions)
    {
        // Rounding of a mean leaves deviations even where all values are equal.
        if (AreEqual(golds) || AreEqual(predictions))
        {
            return 0;
        }

        double goldMean = Mean(golds), predictionMean = Mean(predictions);
        double products = 0, goldSquares = 0, predictionSquares = 0;
        for (var i = 0; i < golds.Length; i++)
        {
            double gold = golds[i] - goldMean, prediction = predictions[i] - predictionMean;
            products += gold * prediction;
            goldSquares += gold * gold;
            predictionSquares += prediction * prediction;
        }

        var spread = Math.Sqrt(goldSquares) * Math.Sqrt(predictionSquares);
        return spread == 0 ? 0 : Math.Clamp(products / spread, -1, 1);
    }

    public static double Spearman(ReadOnlySpan<double> golds, ReadOnlySpan<double> predictions) =>
        Pearson(Ranks(golds), Ranks(predictions));

    /// <summary>Rank of each value, from 1; equal values share the mean of their ranks.</summary>
    static double[] Ranks(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        int[] order = [.. Enumerable.Range(0, sorted.Length)];
        Array.Sort(sorted, order);
        var ranks = new double[sorted.Length];
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            end = start + 1;
            while (end < sorted.Length && sorted[end] == sorted[start])
            {
                end++;
            }

            for (var i = start; i < end; i++)
            {
                ranks[order[i]] = (start + 1 + end) / 2.0;
            }
        }

        return ranks;
    }

    static bool AreEqual(ReadOnlySpan<double> values) => !values.ContainsAnyExcept(values[0]);

    static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }
}
