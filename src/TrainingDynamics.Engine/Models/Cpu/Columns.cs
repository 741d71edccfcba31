using System.Runtime.Intrinsics;

namespace TrainingDynamics.Engine.Models.Cpu;

/// <summary>Sums over rows that several threads make and one adds up, in the threads' order: the same bits in every run.</summary>
/// <param name="arena">Holds them until its next reset.</param>
/// <param name="width">Columns; a multiple of 8.</param>
sealed unsafe class Columns(CpuArena arena, int width)
{
    readonly float* _sums = Cleared(arena, (long)CpuThreads.Count * width);
    readonly int _threads = CpuThreads.Count;

    /// <summary>[width], of one thread.</summary>
    public float* Of(int thread) => _sums + (long)thread * width;

    /// <summary>Adds columns <paramref name="first"/> … of all threads' sums to <paramref name="gradient"/>, [count].</summary>
    public void AddTo(float* gradient, int first, int count)
    {
        for (var thread = 0; thread < _threads; thread++)
        {
            var sums = Of(thread) + first;
            for (var i = 0; i < count; i += 8)
            {
                (Vector256.Load(gradient + i) + Vector256.Load(sums + i)).Store(gradient + i);
            }
        }
    }

    /// <summary>Adds the column sums of a matrix to <paramref name="gradient"/>. rows: [count, width].</summary>
    public static void AddSums(CpuArena arena, float* rows, int count, int width, float* gradient)
    {
        var columns = new Columns(arena, width);
        CpuThreads.For(count, CpuLayer.LeastElements / width + 1, (from, to, thread) =>
        {
            var sums = columns.Of(thread);
            for (var row = rows + (long)from * width; row < rows + (long)to * width; row += width)
            {
                for (var i = 0; i < width; i += 8)
                {
                    (Vector256.Load(sums + i) + Vector256.Load(row + i)).Store(sums + i);
                }
            }
        });
        columns.AddTo(gradient, 0, width);
    }

    static float* Cleared(CpuArena arena, long elements)
    {
        var sums = arena.Floats(elements);
        new Span<float>(sums, checked((int)elements)).Clear();
        return sums;
    }
}
