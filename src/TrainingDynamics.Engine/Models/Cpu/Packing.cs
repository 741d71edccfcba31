namespace TrainingDynamics.Engine.Models.Cpu;

/// <summary>
/// The tokens of a batch one after the other without the padding between: exact, because nothing attends to padding and the
/// classifier reads none of it.
/// </summary>
sealed class Packing
{
    Packing(int[] starts, int length)
    {
        Starts = starts;
        Length = length;
    }

    /// <summary>[B + 1], the first row of each example, and N.</summary>
    public int[] Starts { get; }

    /// <summary>T, of the padded batch.</summary>
    public int Length { get; }

    /// <summary>B.</summary>
    public int Examples => Starts.Length - 1;

    /// <summary>N, tokens that are not padding.</summary>
    public int Tokens => Starts[^1];

    /// <summary>Tokens of one example.</summary>
    public int Count(int example) => Starts[example + 1] - Starts[example];

    /// <summary>Null when an example has padding elsewhere than at its end, or nothing else. mask: [B, T] int64 on the host, or null.</summary>
    public static Packing? Of(int examples, int length, Tensor? mask)
    {
        var starts = new int[examples + 1];
        var values = mask is null ? default : MemoryMarshal.Cast<byte, long>(mask.bytes);
        for (var b = 0; b < examples; b++)
        {
            var tokens = length;
            if (mask is not null)
            {
                var row = values.Slice(b * length, length);
                tokens = row.IndexOf(0L) is >= 0 and var end ? end : length;
                if (tokens == 0 || row[tokens..].ContainsAnyExcept(0L))
                {
                    return null;
                }
            }

            starts[b + 1] = starts[b] + tokens;
        }

        return new Packing(starts, length);
    }
}
