namespace TrainingDynamics.Engine.Models;

/// <summary>
/// Rotary positions: each query and key is turned, in pairs of numbers that lie half a head apart, by angles that grow with its
/// place, so that a product depends on the distance alone. Angles are float32 whatever the passes are. Sources: Su et al. 2021;
/// Hugging Face transformers, <c>modeling_rope_utils.py</c>.
/// </summary>
sealed class Rope : IDisposable
{
    readonly RopeOptions _options;
    readonly int _headSize;
    readonly Tensor _frequencies; // [1, D / 2] float32
    readonly ScalarType _type;
    Rotation? _longest; // of texts that are not beyond the original length

    /// <param name="options">How fast the angles grow.</param>
    /// <param name="headSize">D, even.</param>
    /// <param name="device">Where the model is.</param>
    /// <param name="type">Of the passes.</param>
    public Rope(RopeOptions options, int headSize, Device device, ScalarType type)
    {
        _options = options;
        _headSize = headSize;
        _type = type;
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        _frequencies = Frequencies(tensor(new[] { (float)options.Theta })).to(device).DetachFromDisposeScope();
    }

    /// <summary>The turns of a batch. length: T; mask: [B, T], 1 = token, 0 = padding; null when nothing is padded.</summary>
    public Rotation For(long length, Tensor? mask)
    {
        using var noGradient = no_grad();
        if (_options.Scaling == RopeScaling.Dynamic && length > _options.OriginalPositions)
        {
            return Beyond(length, mask);
        }

        if (_longest is null || _longest.Length < length)
        {
            using var scope = NewDisposeScope();
            _longest?.Dispose();
            // A power of two, so that few lengths make new ones.
            _longest = Turns((long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)length), _frequencies).Detached();
        }

        return _longest.First(length);
    }

    public void Dispose()
    {
        _frequencies.Dispose();
        _longest?.Dispose();
    }

    // Each text by its own length, so that its result does not depend on the batch that it is in.
    Rotation Beyond(long length, Tensor? mask)
    {
        var tokens = mask is null ? tensor(new[] { length }) : mask.sum(1).cpu(); // [B or 1]
        var growth = tokens.to(ScalarType.Float64).mul(_options.Factor / _options.OriginalPositions).sub(_options.Factor - 1).clamp_min(1); // [B or 1]
        var theta = growth.pow((double)_headSize / (_headSize - 2)).mul(_options.Theta); // [B or 1]
        return Turns(length, Frequencies(theta.to(ScalarType.Float32)).to(_frequencies.device)); // [B or 1, 1, T, D / 2]
    }

    // theta: [B or 1]; result: [B or 1, D / 2].
    Tensor Frequencies(Tensor theta)
    {
        var exponents = arange(0, _headSize, 2, ScalarType.Float32).div(_headSize); // [D / 2]
        var frequencies = theta.unsqueeze(-1).pow(exponents).reciprocal();
        return _options.Scaling switch
        {
            RopeScaling.Linear => frequencies.div(_options.Factor),
            RopeScaling.Llama3 => Llama3(frequencies),
            _ => frequencies,
        };
    }

    Tensor Llama3(Tensor frequencies)
    {
        double low = _options.LowFrequencyFactor, high = _options.HighFrequencyFactor;
        var wavelengths = frequencies.reciprocal().mul(2 * Math.PI); // [D / 2]
        var slow = frequencies.div(_options.Factor);
        var share = wavelengths.reciprocal().mul(_options.OriginalPositions).sub(low).div(high - low); // 0 to 1 between the two
        var between = slow.mul(share.neg().add(1)).add(frequencies.mul(share));
        return where(
            wavelengths.gt(_options.OriginalPositions / low), slow, where(wavelengths.lt(_options.OriginalPositions / high), frequencies, between));
    }

    // frequencies: [B or 1, D / 2].
    Rotation Turns(long length, Tensor frequencies)
    {
        var places = arange(length, ScalarType.Float32, frequencies.device).unsqueeze(-1); // [T, 1]
        var angles = places.mul(frequencies.unsqueeze(1)).unsqueeze(1); // [B or 1, 1, T, D / 2]
        return new Rotation(angles.cos().to(_type), angles.sin().to(_type));
    }
}

/// <summary>The turns of each place of a batch.</summary>
/// <param name="Cosines">[B or 1, 1, T, D / 2].</param>
/// <param name="Sines">The same.</param>
sealed record Rotation(Tensor Cosines, Tensor Sines) : IDisposable
{
    /// <summary>T.</summary>
    public long Length => Cosines.shape[2];

    /// <summary>heads: [B, A, T, D]; result: the same, each turned by its place.</summary>
    public Tensor Turn(Tensor heads)
    {
        var half = heads.shape[^1] / 2;
        Tensor left = heads.narrow(-1, 0, half), right = heads.narrow(-1, half, half); // [B, A, T, D / 2] each
        return cat([left.mul(Cosines).sub(right.mul(Sines)), right.mul(Cosines).add(left.mul(Sines))], -1);
    }

    /// <summary>Of the first places alone.</summary>
    public Rotation First(long length) => new(Cosines.narrow(2, 0, length), Sines.narrow(2, 0, length));

    /// <summary>Of one place of each text, [B, 1, 1, D / 2].</summary>
    public Rotation At(TokenRows rows) => new(rows.PickQueries(Cosines), rows.PickQueries(Sines));

    /// <summary>The same outside of the dispose scope.</summary>
    public Rotation Detached() => new(Cosines.DetachFromDisposeScope(), Sines.DetachFromDisposeScope());

    public void Dispose()
    {
        Cosines.Dispose();
        Sines.Dispose();
    }
}
