using System.Runtime.InteropServices;
using TrainingDynamics.Text.Batching;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Training;

/// <summary>A batch as tensors on the model's device; they belong to the dispose scope in which it was made.</summary>
/// <param name="InputIds">[B, T] int64.</param>
/// <param name="TypeIds">[B, T] int64; null when all are 0.</param>
/// <param name="Mask">[B, T] int64, 1 = token; null when nothing is padded.</param>
/// <param name="Golds">[B] int64; [0] in a regression.</param>
/// <param name="Scores">[B] float32; null unless in a regression.</param>
readonly record struct DeviceBatch(Tensor InputIds, Tensor? TypeIds, Tensor? Mask, Tensor Golds, Tensor? Scores)
{
    public static DeviceBatch From(TokenBatch batch, Device device) => new(
        Copy<long>(batch.InputIds.Span, [batch.Size, batch.Length], device),
        batch.TypeIds.Span.ContainsAnyExcept(0L) ? Copy<long>(batch.TypeIds.Span, [batch.Size, batch.Length], device) : null,
        batch.HasPadding ? Copy<long>(batch.AttentionMask.Span, [batch.Size, batch.Length], device) : null,
        Copy<long>(batch.Golds.Span, [batch.Golds.Length], device),
        batch.IsRegression ? Copy<float>(batch.Scores.Span, [batch.Size], device) : null);

    // Copied, not wrapped: the host's buffers are reused while a device may still read.
    static Tensor Copy<T>(ReadOnlySpan<T> values, long[] shape, Device device)
        where T : unmanaged
    {
        var host = empty(shape, typeof(T) == typeof(long) ? ScalarType.Int64 : ScalarType.Float32);
        values.CopyTo(MemoryMarshal.Cast<byte, T>(host.bytes));
        return device.type == TorchSharp.DeviceType.CPU ? host : host.to(device);
    }
}
