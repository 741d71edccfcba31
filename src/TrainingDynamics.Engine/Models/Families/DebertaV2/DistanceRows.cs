namespace TrainingDynamics.Engine.Models;

/// <summary>Which row of DeBERTa's table stands for the distance of a query and a key. Source: <c>make_log_bucket_position</c> of Hugging Face transformers 4.21.</summary>
/// <param name="buckets">To each side; below 1: each distance is one.</param>
/// <param name="reach">M.</param>
/// <param name="span">k, half of the table's rows.</param>
/// <param name="device">Where the table is.</param>
sealed class DistanceRows(int buckets, int reach, int span, Device device)
{
    /// <summary>
    /// Index: [T + Q − 1] int64, the row of each distance by query minus key, from 1 − T to Q − 1, counted from First;
    /// First, Count: the rows that are reached at all.
    /// </summary>
    /// <param name="queries">Q.</param>
    /// <param name="keys">T, at least Q.</param>
    public (Tensor Index, long First, long Count) Of(long queries, long keys)
    {
        using var noGradient = no_grad();
        var distances = arange(1 - keys, queries, ScalarType.Int64); // [T + Q − 1]
        var rows = Buckets(distances).add(span).clamp(0, 2L * span - 1);
        long first = rows.min().item<long>(), last = rows.max().item<long>();
        return (rows.sub(first).to(device), first, last - first + 1);
    }

    /// <summary>distances: any shape, int64; result: the same shape. In torch's operations and float32, as Hugging Face rounds.</summary>
    public Tensor Buckets(Tensor distances)
    {
        if (buckets < 1)
        {
            return distances;
        }

        var middle = buckets / 2;
        var far = distances.abs().clamp(min: Math.Max(1, middle - 1)).to(ScalarType.Float32);
        var limit = tensor((float)((reach - 1) / (double)middle)).log();
        var bucket = far.div((float)middle).log().div(limit).mul((float)(middle - 1)).ceil().add((float)middle); // ≥ middle
        return where(distances.abs().le(middle), distances, bucket.mul(distances.sign()).to(ScalarType.Int64));
    }
}
