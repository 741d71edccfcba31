using System.Diagnostics;
using System.Runtime.InteropServices;
using TrainingDynamics.Engine.Parallel;
using TrainingDynamics.Logs;
using TrainingDynamics.Text.Tokenization;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Training;

/// <summary>
/// Keeps loss, gradient norm and right answers of the latest steps on the device and reads them together, because every
/// reading makes the host wait for the device. Finds the step at which training diverged. Several processes sum what each has
/// of a batch when they read, so that all know the whole batch.
/// </summary>
sealed class StepReadings : IDisposable
{
    const int PerBatch = 2; // loss and right answers

    readonly EncodedDataset _train;
    readonly ICollective _processes;
    readonly IRunObserver _observer;
    readonly Tensor _table; // [K, 1 + 2·A] float32 on the device: gradient norm, then loss and right answers of each batch
    readonly List<int[]>[] _batches; // example indices of each kept step's batches
    readonly List<Tensor> _step = []; // [2] of each batch of the step in progress
    readonly Stopwatch _clock = Stopwatch.StartNew();
    int _kept;
    EpochTotals _totals;

    /// <param name="train">For the guids of a step that diverged.</param>
    /// <param name="every">K, steps per reading.</param>
    /// <param name="batchesPerStep">A, at most.</param>
    /// <param name="device">Where the values are made.</param>
    /// <param name="processes">Who has the rest of each batch.</param>
    /// <param name="observer">Gets one event per reading.</param>
    public StepReadings(EncodedDataset train, int every, int batchesPerStep, Device device, ICollective processes, IRunObserver observer)
    {
        _train = train;
        _processes = processes;
        _observer = observer;
        _table = zeros(every, 1 + PerBatch * batchesPerStep, ScalarType.Float32, device).DetachFromDisposeScope();
        _batches = [.. Enumerable.Range(0, every).Select(_ => new List<int[]>())];
    }

    /// <summary>Keeps the values of this process's share of a batch, still on the device.</summary>
    /// <param name="indices">The whole batch, [B].</param>
    /// <param name="batch">The share, [S].</param>
    /// <param name="loss">[], the share's mean.</param>
    /// <param name="logits">[S, C].</param>
    public void AddBatch(ReadOnlySpan<int> indices, DeviceBatch batch, Tensor loss, Tensor logits)
    {
        using var noGradient = no_grad();
        var share = logits.shape[0];
        var right = batch.Scores is null ? logits.argmax(1).eq(batch.Golds).sum(ScalarType.Float32) : zeros_like(loss); // []
        var part = share == indices.Length ? loss.detach() : loss.detach().mul((double)share / indices.Length); // []
        _step.Add(stack([part, right])); // [2]
        _batches[_kept].Add(indices.ToArray());
    }

    /// <summary>Keeps a batch of which this process has no example.</summary>
    public void AddBatch(ReadOnlySpan<int> indices)
    {
        _step.Add(zeros(PerBatch, ScalarType.Float32, _table.device)); // [2]
        _batches[_kept].Add(indices.ToArray());
    }

    /// <summary>Ends a step. gradientNorm: [], before clipping.</summary>
    /// <exception cref="TrainingDivergedException">One of the steps read now has no finite loss or gradient norm.</exception>
    public void EndStep(int step, int epoch, double learningRate, Tensor gradientNorm)
    {
        using (no_grad())
        {
            using var row = _table.select(0, _kept).narrow(0, 0, 1 + PerBatch * _step.Count); // [1 + 2·batches]
            row.copy_(cat([gradientNorm.view(1), .. _step]));
        }

        _step.Clear();
        if (++_kept == _batches.Length)
            Read(step, epoch, learningRate);
    }

    /// <summary>Reads what is kept, and gives the epoch's sums so far.</summary>
    /// <exception cref="TrainingDivergedException">As of <see cref="EndStep"/>.</exception>
    public EpochTotals ReadTotals(int step, int epoch, double learningRate)
    {
        if (_kept > 0)
            Read(step, epoch, learningRate);
        return _totals;
    }

    /// <summary>Begins an epoch, or goes on with one that was interrupted.</summary>
    public void BeginEpoch(EpochTotals before)
    {
        _totals = before;
        _clock.Restart();
    }

    public void Dispose() => _table.Dispose();

    void Read(int lastStep, int epoch, double learningRate)
    {
        _processes.Sum(_table);
        using var host = _table.cpu(); // [K, 1 + 2·A]; waits for the device
        var values = MemoryMarshal.Cast<byte, float>(host.bytes);
        var width = (int)_table.shape[1];
        var before = _totals;
        for (var i = 0; i < _kept; i++)
        {
            values[i * width] /= _processes.Size; // every process has the norm of all gradients
            AddStep(lastStep - _kept + 1 + i, values.Slice(i * width, width), _batches[i]);
        }

        var examples = _totals.Examples - before.Examples;
        _observer.On(new StepTaken(
            lastStep,
            epoch,
            (_totals.LossSum - before.LossSum) / examples,
            learningRate,
            values[(_kept - 1) * width],
            examples / _clock.Elapsed.TotalSeconds));
        _kept = 0;
        _clock.Restart();
    }

    // row: gradient norm, then loss and right answers of each batch.
    void AddStep(int step, ReadOnlySpan<float> row, List<int[]> batches)
    {
        for (var b = 0; b < batches.Count; b++)
        {
            var loss = row[1 + PerBatch * b];
            if (!float.IsFinite(loss) || !float.IsFinite(row[0]))
            {
                string[] guids = [.. batches.SelectMany(batch => batch).Select(index => _train.Source.Examples[index].Guid)];
                throw new TrainingDivergedException(step, loss, row[0], guids);
            }

            _totals = _totals.With(loss, (long)row[2 + PerBatch * b], batches[b].Length);
        }

        batches.Clear();
    }
}
