namespace TrainingDynamics.Data;

/// <summary>Metrics of classes, given as label ids; both spans [N], N ≥ 1.</summary>
static class ClassMetrics
{
    public static double Accuracy(ReadOnlySpan<double> golds, ReadOnlySpan<double> predictions)
    {
        var right = 0;
        for (var i = 0; i < golds.Length; i++)
        {
            right += golds[i] == predictions[i] ? 1 : 0;
        }

        return (double)right / golds.Length;
    }

    public static double F1(ReadOnlySpan<double> golds, ReadOnlySpan<double> predictions)
    {
        int both = 0, either = 0;
        for (var i = 0; i < golds.Length; i++)
        {
            both += golds[i] == 1 && predictions[i] == 1 ? 1 : 0;
            either += (golds[i] == 1 ? 1 : 0) + (predictions[i] == 1 ? 1 : 0);
        }

        return either == 0 ? 0 : 2.0 * both / either;
    }

    /// <summary>Gorodkin's R_K from the counts of each class among golds, among predictions and in both.</summary>
    public static double Matthews(ReadOnlySpan<double> golds, ReadOnlySpan<double> predictions)
    {
        var counts = new Dictionary<double, (long Golds, long Predictions)>();
        long right = 0;
        for (var i = 0; i < golds.Length; i++)
        {
            var gold = counts.GetValueOrDefault(golds[i]);
            counts[golds[i]] = gold with { Golds = gold.Golds + 1 };
            var prediction = counts.GetValueOrDefault(predictions[i]);
            counts[predictions[i]] = prediction with { Predictions = prediction.Predictions + 1 };
            right += golds[i] == predictions[i] ? 1 : 0;
        }

        double n = golds.Length;
        double products = 0, goldSquares = 0, predictionSquares = 0;
        foreach (var (gold, prediction) in counts.Values)
        {
            products += (double)gold * prediction;
            goldSquares += (double)gold * gold;
            predictionSquares += (double)prediction * prediction;
        }

        var spread = ((n * n) - predictionSquares) * ((n * n) - goldSquares);
        return spread == 0 ? 0 : ((right * n) - products) / Math.Sqrt(spread);
    }
}
