using System.Buffers;
using System.Collections.Concurrent;

namespace TrainingDynamics.Logs;

/// <summary>
/// Writes one epoch's dynamics files on another thread. The queue to it is bounded: when the disk falls behind,
/// <see cref="Append"/> waits, and no record is lost. The files are called <c>.partial</c> until <see cref="Complete"/>.
/// </summary>
public sealed class DynamicsWriter : IDisposable
{
    const int QueuedBlocks = 4;

    readonly IReadOnlyList<ExampleGuid> _guids;
    readonly IReadOnlyList<double> _golds;
    readonly IReadOnlyList<string> _devices;
    readonly BlockingCollection<Block> _queue = new(QueuedBlocks);
    readonly CancellationTokenSource _failed = new();
    readonly RecordFile[] _files;
    readonly Thread _thread;
    Exception? _failure;
    string? _failedPath;
    bool _closed;

    /// <summary>Creates the folder and the partial files and starts the writing thread.</summary>
    /// <param name="paths">The final names, from <see cref="RunFolder.DynamicsPaths"/>; each says its format.</param>
    /// <param name="epoch">0-based; part of every record's key.</param>
    /// <param name="guids">[N], by example index.</param>
    /// <param name="golds">[N], by example index, finite: label ids, or regression targets.</param>
    /// <param name="devices">What computes the logits, at least one, as PyTorch spells it: <c>cpu</c>, <c>cuda:0</c>.</param>
    /// <exception cref="IOException">The folder or file cannot be created.</exception>
    public DynamicsWriter(
        IReadOnlyList<string> paths,
        int epoch,
        IReadOnlyList<ExampleGuid> guids,
        IReadOnlyList<double> golds,
        params IReadOnlyList<string> devices)
    {
        if (guids.Count != golds.Count)
        {
            throw new ArgumentException($"{guids.Count} guids but {golds.Count} golds", nameof(golds));
        }

        _guids = guids;
        _golds = golds;
        _devices = devices;
        _files = [.. paths.Select(path => RecordFile.Create(path, epoch, isHeld: true))];
        _thread = new Thread(WriteBlocks) { Name = "dynamics-writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Queues records; both spans are copied before this returns.</summary>
    /// <param name="indices">[B], positions in the lists of guids and golds, in the order the file shall have.</param>
    /// <param name="logits">[B, C], row-major.</param>
    /// <param name="device">Which of the devices computed them.</param>
    /// <exception cref="IOException">An earlier block could not be written.</exception>
    /// <exception cref="ArgumentException">A logit is NaN or infinite, or the lengths do not fit.</exception>
    public void Append(ReadOnlySpan<int> indices, ReadOnlySpan<float> logits, int device = 0)
    {
        if (indices.IsEmpty)
        {
            return;
        }

        if (logits.Length == 0 || logits.Length % indices.Length != 0)
        {
            throw new ArgumentException($"{logits.Length} logits do not divide among {indices.Length} examples", nameof(logits));
        }

        for (var i = 0; i < logits.Length; i++)
        {
            if (!float.IsFinite(logits[i]))
            {
                var guid = _guids[indices[i / (logits.Length / indices.Length)]];
                throw new ArgumentException($"guid {guid}: a logit is {logits[i]}", nameof(logits));
            }
        }

        var block = new Block(
            ArrayPool<int>.Shared.Rent(indices.Length), ArrayPool<float>.Shared.Rent(logits.Length), indices.Length, logits.Length, _devices[device]);
        indices.CopyTo(block.Indices);
        logits.CopyTo(block.Logits);
        try
        {
            _queue.Add(block, _failed.Token);
        }
        catch (OperationCanceledException)
        {
            throw Failure();
        }
    }

    /// <summary>Waits until every record is on the device and gives the files their names.</summary>
    /// <exception cref="IOException">A block could not be written; the partial files are removed.</exception>
    public void Complete()
    {
        Close();
        if (_failure is not null)
        {
            Discard();
            throw Failure();
        }

        foreach (var file in _files)
        {
            file.Publish();
        }
    }

    /// <summary>Without an earlier <see cref="Complete"/> the partial files are removed.</summary>
    public void Dispose()
    {
        if (!_closed)
        {
            Close();
        }

        Discard();
        _queue.Dispose();
        _failed.Dispose();
    }

    void Close()
    {
        _closed = true;
        _queue.CompleteAdding();
        _thread.Join();
    }

    void Discard()
    {
        foreach (var file in _files)
        {
            file.Dispose();
        }
    }

    void WriteBlocks()
    {
        RecordFile? file = null;
        try
        {
            foreach (var block in _queue.GetConsumingEnumerable())
            {
                var classes = block.LogitCount / block.Count;
                for (var f = 0; f < _files.Length; f++)
                {
                    file = _files[f];
                    for (var row = 0; row < block.Count; row++)
                    {
                        var index = block.Indices[row];
                        file.Append(_guids[index], block.Logits.AsSpan(row * classes, classes), _golds[index], block.Device);
                    }
                }

                ArrayPool<int>.Shared.Return(block.Indices);
                ArrayPool<float>.Shared.Return(block.Logits);
            }

            for (var f = 0; f < _files.Length; f++)
            {
                file = _files[f];
                file.Finish();
            }
        }
#pragma warning disable CA1031 // Whatever ends this thread is thrown again by Append or Complete, on the caller's.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failedPath = file?.Path;
            _failure = e;
            _failed.Cancel();
        }
    }

    IOException Failure() => new($"{_failedPath} could not be written: {_failure!.Message}", _failure);

    readonly record struct Block(int[] Indices, float[] Logits, int Count, int LogitCount, string Device);
}
