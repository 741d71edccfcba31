using System.Runtime.Intrinsics;

namespace TrainingDynamics.Engine.Models.Cpu;

/// <summary>
/// Eight xorshift128 generators for one block of a mask, so that blocks can be drawn in any order and by any thread. Source:
/// Marsaglia 2003; seeded through the finalizer of MurmurHash3.
/// </summary>
struct BlockRandom
{
    Vector256<uint> _x, _y, _z, _w;

    /// <param name="key">Of the mask.</param>
    /// <param name="block">Which part of it.</param>
    public BlockRandom(ulong key, int block)
    {
        var lanes = Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7) + Vector256.Create((uint)block * 32);
        var (low, high) = (Vector256.Create((uint)key), Vector256.Create((uint)(key >> 32)));
        _x = Mix(Mix(lanes ^ low) + high);
        _y = Mix(Mix((lanes + Vector256.Create(8u)) ^ low) + high);
        _z = Mix(Mix((lanes + Vector256.Create(16u)) ^ low) + high);
        _w = Mix(Mix((lanes + Vector256.Create(24u)) ^ low) + high) | Vector256<uint>.One;
    }

    /// <summary>The next eight numbers.</summary>
    public Vector256<uint> Next()
    {
        var mixed = _x ^ (_x << 11);
        (_x, _y, _z) = (_y, _z, _w);
        return _w = _w ^ (_w >>> 19) ^ mixed ^ (mixed >>> 8);
    }

    static Vector256<uint> Mix(Vector256<uint> value)
    {
        value = (value ^ (value >>> 16)) * Vector256.Create(0x85EBCA6Bu);
        value = (value ^ (value >>> 13)) * Vector256.Create(0xC2B2AE35u);
        return value ^ (value >>> 16);
    }
}
