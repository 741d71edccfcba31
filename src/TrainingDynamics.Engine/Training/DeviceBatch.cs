using System.Runtime.InteropServices;
using TrainingDynamics.Text.Batching;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Training;

/// <summary>A batch as tensors on the model's device; they belong to the dispose scope in which it was made.</summary>
/// <param name="InputIds">[B, T] int64.</param>
/// <param name="TypeIds">[B, T] int64; null when all are 0.</param>
/// <param name="Mask">[B, T] int64, 1 = token; null when nothing is padded.</param>
/// <param name="Golds">[B] int64.</param>
readonly record struct DeviceBatch(Tensor InputIds, Tensor? TypeIds, Tensor? Mask, Tensor Golds)
{
    public static DeviceBatch From(TokenBatch batch, Device device) => new(
        Copy(batch.InputIds.Span, [batch.Size, batch.Length], device),
        batch.TypeIds.Span.ContainsAnyExcept(0L) ? Copy(batch.TypeIds.Span, [batch.Size, batch.Length], device) : null,
        batch.HasPadding ? Copy(batch.AttentionMask.Span, [batch.Size, batch.Length], device) : null,
        Copy(batch.Golds.Span, [batch.Size], device));

    // Copied, not wrapped: the host's buffers are reused while a device may still read.
    static Tensor Copy(ReadOnlySpan<long> values, long[] shape, Device device)
    {
        var host = empty(shape, ScalarType.Int64);
        values.CopyTo(MemoryMarshal.Cast<byte, long>(host.bytes));
        return device.type == TorchSharp.DeviceType.CPU ? host : host.to(device);
    }
}
