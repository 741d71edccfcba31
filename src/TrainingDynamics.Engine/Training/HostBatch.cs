using TrainingDynamics.Text.Batching;

namespace TrainingDynamics.Engine.Training;

/// <summary>
/// A padded batch as tensors in the CPU's memory. It belongs to no dispose scope, because each thread has its scopes and the batch
/// may be made on one thread and used on another.
/// </summary>
sealed class HostBatch : IDisposable
{
    readonly Tensor _rows, _inputIds, _golds;
    readonly Tensor? _typeIds, _mask, _scores;

    /// <param name="batch">Copied, so that it may be filled again at once.</param>
    /// <param name="pinned">
    /// Put it into memory that a GPU reads by itself: a copy from other memory waits until the GPU has done all its work.
    /// </param>
    public HostBatch(TokenBatch batch, bool pinned)
    {
        long[] shape = [batch.Size, batch.Length];
        _rows = Copy(batch.Indices.Span, [batch.Size], pinned);
        _inputIds = Copy(batch.InputIds.Span, shape, pinned);
        _typeIds = batch.TypeIds.Span.ContainsAnyExcept(0L) ? Copy(batch.TypeIds.Span, shape, pinned) : null;
        _mask = batch.HasPadding ? Copy(batch.AttentionMask.Span, shape, pinned) : null;
        _golds = Copy(batch.Golds.Span, [batch.Golds.Length], pinned);
        _scores = batch.IsRegression ? Copy(batch.Scores.Span, [batch.Size], pinned) : null;
    }

    /// <summary>
    /// The batch on a device, in the caller's dispose scope; from pinned memory without waiting. This one may be disposed of at
    /// once: torch keeps pinned memory until it has been read.
    /// </summary>
    public DeviceBatch To(Device device)
    {
        return new DeviceBatch(
            There(_rows), There(_inputIds), _typeIds is null ? null : There(_typeIds), _mask is null ? null : There(_mask), There(_golds),
            _scores is null ? null : There(_scores));

        // detach: the same memory as a tensor that the caller owns.
        Tensor There(Tensor host) =>
            device.type == TorchSharp.DeviceType.CPU ? host.detach() : host.to(device, copy: false, disposeAfter: false, non_blocking: true);
    }

    public void Dispose()
    {
        _rows.Dispose();
        _inputIds.Dispose();
        _golds.Dispose();
        _typeIds?.Dispose();
        _mask?.Dispose();
        _scores?.Dispose();
    }

    static Tensor Copy(ReadOnlySpan<int> values, long[] shape, bool pinned)
    {
        var wide = new long[values.Length];
        for (var i = 0; i < wide.Length; i++)
        {
            wide[i] = values[i];
        }

        return Copy<long>(wide, shape, pinned);
    }

    static Tensor Copy<T>(ReadOnlySpan<T> values, long[] shape, bool pinned)
        where T : unmanaged
    {
        var host = empty(shape, typeof(T) == typeof(long) ? ScalarType.Int64 : ScalarType.Float32).DetachFromDisposeScope();
        values.CopyTo(MemoryMarshal.Cast<byte, T>(host.bytes));
        if (!pinned)
        {
            return host;
        }

        using (host)
        {
            return host.pin_memory().DetachFromDisposeScope();
        }
    }
}

/// <summary>A batch as tensors on the model's device; they belong to the dispose scope in which it was made.</summary>
/// <param name="Rows">[B] int64, which examples of the set these are.</param>
/// <param name="InputIds">[B, T] int64.</param>
/// <param name="TypeIds">[B, T] int64; null when all are 0.</param>
/// <param name="Mask">[B, T] int64, 1 = token; null when nothing is padded.</param>
/// <param name="Golds">[B] int64; [0] in a regression.</param>
/// <param name="Scores">[B] float32; null unless in a regression.</param>
readonly record struct DeviceBatch(Tensor Rows, Tensor InputIds, Tensor? TypeIds, Tensor? Mask, Tensor Golds, Tensor? Scores);

/// <summary>Copies numbers from a device to the CPU.</summary>
static class HostCopy
{
    /// <summary>
    /// The tensor in the CPU's memory; the caller disposes of it. From CUDA through pinned memory, into which torch copies without
    /// blocking, and after the device has done all its work. On the CPU the same memory.
    /// </summary>
    public static Tensor Of(Tensor tensor)
    {
        var host = tensor.to(CPU, copy: false, disposeAfter: false, non_blocking: true);
        if (tensor.device_type == TorchSharp.DeviceType.CUDA)
        {
            cuda.synchronize(tensor.device);
        }

        return host;
    }
}
