namespace TrainingDynamics.Engine.Models;

/// <summary>
/// Which keys a query sees, as truth values [B or 1, 1, T, T]. Every query sees itself, even one of padding: attention over
/// nothing would give NaN, and no token sees that query's result.
/// </summary>
static class VisibleKeys
{
    /// <summary>What comes before it.</summary>
    /// <param name="length">T.</param>
    /// <param name="mask">[B, T], 1 = token, 0 = padding; null when nothing is padded.</param>
    /// <param name="window">How many it sees, itself included; null: all.</param>
    /// <param name="device">Where the model is.</param>
    public static Tensor Causal(long length, Tensor? mask, long? window, Device device) =>
        WithTokens(mask, length, device, distance => window is { } most && most < length
            ? distance.ge(0).logical_and(distance.lt(most))
            : distance.ge(0));

    /// <summary>What is no further than <paramref name="reach"/> tokens away, before or after it.</summary>
    /// <param name="length">T.</param>
    /// <param name="mask">As of <see cref="Causal"/>.</param>
    /// <param name="reach">At least 0.</param>
    /// <param name="device">Where the model is.</param>
    public static Tensor Near(long length, Tensor? mask, long reach, Device device) =>
        WithTokens(mask, length, device, distance => distance.abs().le(reach));

    // pattern: from how far a key is before its query, [T, T], negative when it comes after.
    static Tensor WithTokens(Tensor? mask, long length, Device device, Func<Tensor, Tensor> pattern)
    {
        using var scope = NewDisposeScope();
        var places = arange(length, ScalarType.Int64, device); // [T]
        var distance = places.unsqueeze(1).sub(places); // [T, T]
        var visible = pattern(distance).unsqueeze(0).unsqueeze(0); // [1, 1, T, T]
        if (mask is not null)
        {
            var tokens = mask.to(ScalarType.Bool).unsqueeze(1).unsqueeze(1); // [B, 1, 1, T]
            visible = visible.logical_and(tokens).logical_or(distance.eq(0)); // [B, 1, T, T]
        }

        return visible.MoveToOuterDisposeScope();
    }
}
