namespace TrainingDynamics.Engine.Models.Cpu;

/// <summary>
/// Memory of a pass, taken piece by piece and given back all at once: after the first passes nothing is allocated any more, and
/// no page is touched for the first time.
/// </summary>
sealed unsafe partial class CpuArena : IDisposable
{
    const int Alignment = 64;
    const nuint HugePage = 2 << 20;
    const int AdviseHugePages = 14; // MADV_HUGEPAGE

    readonly List<(IntPtr Start, long Length)> _blocks = []; // lengths in bytes; the last is in use
    long _used; // of the last block
    long _takenBefore; // of the other blocks

    ~CpuArena() => Free();

    /// <summary>Everything taken is free again. What did not fit one block will the next time.</summary>
    public void Reset()
    {
        if (_blocks.Count > 1)
        {
            var needed = _takenBefore + _used;
            Free();
            Grow(needed + needed / 8);
        }

        (_used, _takenBefore) = (0, 0);
    }

    /// <summary>Elements that are not initialised, the first of them at a multiple of 64 bytes.</summary>
    public float* Floats(long elements) => (float*)Take(elements * sizeof(float));

    /// <summary>As <see cref="Floats"/>.</summary>
    public byte* Bytes(long elements) => (byte*)Take(elements);

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    void* Take(long bytes)
    {
        bytes = (bytes + Alignment - 1) / Alignment * Alignment;
        if (_blocks.Count == 0 || _used + bytes > _blocks[^1].Length)
        {
            Grow(Math.Max(bytes, 1 << 24));
        }

        var start = (byte*)_blocks[^1].Start + _used;
        _used += bytes;
        return start;
    }

    void Grow(long bytes)
    {
        _takenBefore += _used;
        _used = 0;
        var length = ((nuint)bytes + HugePage - 1) / HugePage * HugePage;
        var start = NativeMemory.AlignedAlloc(length, HugePage);
        // Fewer faults and fewer misses of the address cache; where the system refuses, nothing is lost.
        if (OperatingSystem.IsLinux())
        {
            _ = Advise(start, length, AdviseHugePages);
        }

        _blocks.Add(((IntPtr)start, (long)length));
    }

    void Free()
    {
        foreach (var (start, _) in _blocks)
        {
            NativeMemory.AlignedFree((void*)start);
        }

        _blocks.Clear();
        (_used, _takenBefore) = (0, 0);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint length, int advice);
}
