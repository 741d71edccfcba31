namespace TrainingDynamics.Engine.Models;

/// <summary>
/// Sines in the even columns and cosines in the odd ones, of wavelengths from 2π to 10,000·2π. Source: Vaswani et al. 2017,
/// section 3.5, with the columns as Hugging Face's DistilBERT lays them.
/// </summary>
static class SinusoidalTable
{
    /// <summary>Fills <paramref name="table"/>: [P, E] float32, contiguous, on any device.</summary>
    public static void Fill(Tensor table)
    {
        var width = (int)table.shape[1];
        using var host = empty(table.shape, ScalarType.Float32); // [P, E]
        var values = MemoryMarshal.Cast<byte, float>(host.bytes);
        for (var i = 0; i < values.Length; i++)
        {
            var (position, column) = (i / width, i % width);
            var angle = position / Math.Pow(10_000, 2.0 * (column / 2) / width);
            values[i] = (float)(column % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));
        }

        using var noGradient = no_grad();
        table.copy_(host);
    }
}
