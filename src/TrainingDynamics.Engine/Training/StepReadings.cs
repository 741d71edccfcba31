using System.Diagnostics;
using System.Runtime.InteropServices;
using TrainingDynamics.Logs;
using TrainingDynamics.Text.Tokenization;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Training;

/// <summary>
/// Keeps loss, gradient norm and right answers of the latest steps on the device and reads them together, because every
/// reading makes the host wait for the device. Finds the step at which training diverged.
/// </summary>
sealed class StepReadings : IDisposable
{
    const int Values = 3; // loss, gradient norm, right answers

    readonly EncodedDataset _train;
    readonly IRunObserver _observer;
    readonly Tensor _table; // [K, 3] float32 on the device
    readonly Tensor[] _rows; // K views [3]
    readonly int[][] _batches; // example indices of each kept step
    readonly Stopwatch _clock = Stopwatch.StartNew();
    int _kept;
    double _lossSum;
    long _right;
    long _seen;

    /// <param name="train">For the guids of a step that diverged.</param>
    /// <param name="every">K, steps per reading.</param>
    /// <param name="device">Where the values are made.</param>
    /// <param name="observer">Gets one event per reading.</param>
    public StepReadings(EncodedDataset train, int every, Device device, IRunObserver observer)
    {
        _train = train;
        _observer = observer;
        _table = zeros(every, Values, ScalarType.Float32, device).DetachFromDisposeScope();
        _rows = [.. Enumerable.Range(0, every).Select(i => _table.select(0, i).DetachFromDisposeScope())];
        _batches = new int[every][];
    }

    /// <summary>Forgets the epoch before; the clock of examples per second starts anew.</summary>
    public void BeginEpoch()
    {
        (_lossSum, _right, _seen) = (0, 0, 0);
        _clock.Restart();
    }

    /// <summary>Keeps a step's values, all still on the device. loss, gradientNorm: []; logits: [B, C]; golds: [B].</summary>
    /// <exception cref="TrainingDivergedException">One of the steps read now has no finite loss or gradient norm.</exception>
    public void Add(
        int step,
        int epoch,
        double learningRate,
        ReadOnlySpan<int> batch,
        Tensor loss,
        Tensor gradientNorm,
        Tensor logits,
        Tensor golds)
    {
        using (no_grad())
        {
            var right = logits.argmax(1).eq(golds).sum(ScalarType.Float32); // []
            _rows[_kept].copy_(stack([loss.detach(), gradientNorm, right])); // [3]
        }

        _batches[_kept++] = batch.ToArray();
        if (_kept == _rows.Length)
            Read(step, epoch, learningRate);
    }

    /// <summary>Reads what is kept and gives the epoch's mean loss in nats and its share of right answers, over all examples.</summary>
    /// <exception cref="TrainingDivergedException">As of <see cref="Add"/>.</exception>
    public (double Loss, double Accuracy) EndEpoch(int step, int epoch, double learningRate)
    {
        if (_kept > 0)
            Read(step, epoch, learningRate);
        return (_lossSum / _seen, (double)_right / _seen);
    }

    public void Dispose()
    {
        foreach (var row in _rows)
            row.Dispose();
        _table.Dispose();
    }

    void Read(int lastStep, int epoch, double learningRate)
    {
        using var host = _table.cpu(); // [K, 3]; waits for the device
        var values = MemoryMarshal.Cast<byte, float>(host.bytes);
        var examples = 0;
        var loss = 0.0;
        for (var i = 0; i < _kept; i++)
        {
            var row = values.Slice(i * Values, Values);
            if (!float.IsFinite(row[0]) || !float.IsFinite(row[1]))
            {
                string[] guids = [.. _batches[i].Select(index => _train.Source.Examples[index].Guid)];
                throw new TrainingDivergedException(lastStep - _kept + 1 + i, row[0], row[1], guids);
            }

            loss += row[0];
            _lossSum += row[0] * (double)_batches[i].Length;
            _right += (long)row[2];
            examples += _batches[i].Length;
        }

        _seen += examples;
        var norm = values[(_kept - 1) * Values + 1];
        var perSecond = examples / _clock.Elapsed.TotalSeconds;
        _observer.On(new StepTaken(lastStep, epoch, loss / _kept, learningRate, norm, perSecond));
        _kept = 0;
        _clock.Restart();
    }
}
