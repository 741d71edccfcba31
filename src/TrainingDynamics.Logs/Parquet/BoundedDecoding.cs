namespace TrainingDynamics.Logs;

/// <summary>
/// Reads Parquet in bounded time. Damaged lengths can lead the library's decoders round in circles; nothing stops them from
/// outside, so their thread is left behind.
/// </summary>
public static class BoundedDecoding
{
    // A footer or a column of a whole row group takes seconds at most.
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>What <paramref name="read"/> gives; what it throws is thrown here.</summary>
    /// <exception cref="TimeoutException">It did not come to an end within a minute.</exception>
    public static T Result<T>(Func<ValueTask<T>> read)
    {
        var work = Task.Run(() => read().AsTask());
        return Task.WaitAny([work], Patience) == 0
            ? work.GetAwaiter().GetResult()
            : throw new TimeoutException(FormattableString.Invariant(
                $"decoding did not come to an end within {Patience.TotalSeconds} s; the file is damaged"));
    }
}
