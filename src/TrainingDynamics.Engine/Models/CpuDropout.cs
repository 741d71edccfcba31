using System.Runtime.Intrinsics;

namespace TrainingDynamics.Engine.Models;

/// <summary>
/// Dropout on the CPU whose masks eight xorshift128 generators draw at once into one reused buffer: own code because
/// torch's draws serially, some twenty times slower. The numbers depend on the seed alone, not on the processor. Source of
/// the generator: Marsaglia 2003, "Xorshift RNGs".
/// </summary>
public sealed class CpuDropout : IDropout
{
    const int Lanes = 8;
    const int Words = 4; // of one generator's state
    const int Alignment = Lanes * Words; // elements drawn per round

    readonly Vector256<uint>[] _state = new Vector256<uint>[Words];
    Tensor? _arena; // [capacity] of the type below
    ScalarType _type = ScalarType.Float32; // of what it was last applied to
    long _used; // elements of the arena
    long _most; // of these at any time of the pass

    /// <param name="seed">Decides every mask of the run.</param>
    public CpuDropout(ulong seed)
    {
        // SplitMix64 spreads neighbouring seeds apart and never leaves a generator all zero.
        Span<uint> words = stackalloc uint[Lanes * Words];
        for (var i = 0; i < words.Length; i++)
        {
            seed += 0x9E3779B97F4A7C15;
            var mixed = (seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            words[i] = (uint)(mixed ^ (mixed >> 31)) | 1;
        }

        State = words.ToArray();
    }

    /// <summary>The generators' 32 words; setting them continues where they were read.</summary>
    /// <exception cref="ArgumentException">Not 32 words.</exception>
    public IReadOnlyList<uint> State
    {
        get => MemoryMarshal.Cast<Vector256<uint>, uint>(_state.AsSpan()).ToArray();
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Count != Lanes * Words)
            {
                throw new ArgumentException($"found {value.Count} words, expected {Lanes * Words}", nameof(value));
            }

            MemoryMarshal.Cast<uint, Vector256<uint>>(value.ToArray().AsSpan()).CopyTo(_state);
        }
    }

    /// <summary>Elements of masks that are alive. For tests.</summary>
    internal long Used => _used;

    /// <inheritdoc/>
    public void BeginPass()
    {
        // The masks of a pass live until its backward pass has read them, so the buffer grows only here, to what the last
        // pass needed; until then the masks that do not fit get separate memory.
        if (_most > (_arena?.numel() ?? 0))
        {
            _arena?.Dispose();
            _arena = empty(_most + _most / 4, _type).DetachFromDisposeScope();
        }

        _used = _most = 0;
    }

    /// <inheritdoc/>
    public Tensor Apply(Tensor x, double probability)
    {
        if (probability == 0)
        {
            return x;
        }

        var elements = x.numel();
        var padded = (elements + Alignment - 1) / Alignment * Alignment;
        _type = x.dtype;
        var fits = _arena is not null && _arena.dtype == _type && _used + padded <= _arena.numel();
        var mask = fits ? _arena!.narrow(0, _used, padded) : empty(padded, _type); // [padded]
        _used += padded;
        _most = Math.Max(_most, _used);
        if (_type == ScalarType.BFloat16)
        {
            DrawHalf(MemoryMarshal.Cast<byte, Vector256<ushort>>(mask.bytes), probability);
        }
        else
        {
            Draw(MemoryMarshal.Cast<byte, Vector256<float>>(mask.bytes), probability);
        }

        return x.mul(mask.narrow(0, 0, elements).view(x.shape));
    }

    /// <inheritdoc/>
    public DropoutMark Mark()
    {
        var (state, used) = (State, _used);
        return new DropoutMark(() => _used = used, () => (State, _used) = (state, used));
    }

    /// <summary>A key for masks that are drawn elsewhere; moves the generators on.</summary>
    internal ulong DrawKey()
    {
        var next = Next(_state[0], _state[3]);
        (_state[0], _state[1], _state[2], _state[3]) = (_state[1], _state[2], _state[3], next);
        return next.AsUInt64().ToScalar();
    }

    /// <inheritdoc/>
    public void Dispose() => _arena?.Dispose();

    void Draw(Span<Vector256<float>> mask, double probability)
    {
        var threshold = Vector256.Create((uint)(probability * 4294967296.0));
        var kept = Vector256.Create(BitConverter.SingleToUInt32Bits((float)(1 / (1 - probability))));
        var (x, y, z, w) = (_state[0], _state[1], _state[2], _state[3]);
        for (var i = 0; i < mask.Length; i += Words)
        {
            // Unrolled over the four words of the state, so that they need not be moved along after each draw.
            mask[i] = Select(x = Next(x, w), threshold, kept).AsSingle();
            mask[i + 1] = Select(y = Next(y, x), threshold, kept).AsSingle();
            mask[i + 2] = Select(z = Next(z, y), threshold, kept).AsSingle();
            mask[i + 3] = Select(w = Next(w, z), threshold, kept).AsSingle();
        }

        (_state[0], _state[1], _state[2], _state[3]) = (x, y, z, w);
    }

    // The same draws for the same elements, two vectors of them to one of bfloat16, which are the upper halves of float32.
    void DrawHalf(Span<Vector256<ushort>> mask, double probability)
    {
        var threshold = Vector256.Create((uint)(probability * 4294967296.0));
        var kept = Vector256.Create((BitConverter.SingleToUInt32Bits((float)(1 / (1 - probability))) + 0x8000) >> 16);
        var (x, y, z, w) = (_state[0], _state[1], _state[2], _state[3]);
        for (var i = 0; i < mask.Length; i += Words / 2)
        {
            x = Next(x, w);
            y = Next(y, x);
            z = Next(z, y);
            w = Next(w, z);
            mask[i] = Vector256.Narrow(Select(x, threshold, kept), Select(y, threshold, kept));
            mask[i + 1] = Vector256.Narrow(Select(z, threshold, kept), Select(w, threshold, kept));
        }

        (_state[0], _state[1], _state[2], _state[3]) = (x, y, z, w);
    }

    static Vector256<uint> Next(Vector256<uint> oldest, Vector256<uint> newest)
    {
        var mixed = oldest ^ (oldest << 11);
        return newest ^ (newest >>> 19) ^ mixed ^ (mixed >>> 8);
    }

    static Vector256<uint> Select(Vector256<uint> drawn, Vector256<uint> threshold, Vector256<uint> kept) =>
        Vector256.GreaterThanOrEqual(drawn, threshold) & kept;
}
