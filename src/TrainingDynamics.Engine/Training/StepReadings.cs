using System.Diagnostics;
using System.Text.Json.Serialization;

namespace TrainingDynamics.Engine.Training;

/// <summary>
/// Keeps loss, gradient norm and correct predictions of the latest steps on the device and reads them together, because every
/// reading makes the CPU wait for the device. Finds the step at which training diverged at the next reading, up to K - 1 updates
/// later. These ruin nothing that is kept, because every checkpoint and every end of an epoch reads first. With
/// <see cref="NanPolicy.Skip"/> the device itself skips the update, and the reading reports its step and guids. Several
/// processes sum their shares of a batch when they read, so that all know the whole batch.
/// </summary>
/// <param name="train">For the guids of a step that diverged.</param>
/// <param name="options">K, steps per reading; A, batches per step, at most; what to do about NaN.</param>
/// <param name="weights">[M], the trained weights in float32; on the device where the values are made.</param>
/// <param name="processes">Who has the rest of each batch.</param>
/// <param name="observer">Gets one event per reading, and one for every skipped update.</param>
sealed class StepReadings(EncodedDataset train, TrainOptions options, Tensor weights, ICollective processes, IRunObserver observer) : IDisposable
{
    const int PerBatch = 2; // loss and correct predictions

    readonly bool _skips = options.OnNan == NanPolicy.Skip;

    // [K, 1 + 2·A] float32 on the device: gradient norm, then loss and correct predictions of each batch
    readonly Tensor _table =
        zeros(options.LoggingSteps, 1 + PerBatch * options.GradientAccumulationSteps, ScalarType.Float32, weights.device).DetachFromDisposeScope();

    // Example indices of each kept step's batches.
    readonly List<int[]>[] _batches = [.. Enumerable.Range(0, options.LoggingSteps).Select(_ => new List<int[]>())];

    readonly List<Tensor> _step = []; // [2] of each batch of the step in progress
    readonly Stopwatch _clock = Stopwatch.StartNew();
    int _kept;
    EpochTotals _totals;
    int[][] _last = []; // example indices of the batches of the latest step that was read

    /// <summary>Keeps the values of this process's share of a batch, still on the device.</summary>
    /// <param name="indices">The whole batch, [B].</param>
    /// <param name="batch">The share, [S].</param>
    /// <param name="loss">[], the share's mean.</param>
    /// <param name="logits">[S, C].</param>
    /// <param name="part">What the share's mean counts in the batch's, in (0, 1].</param>
    public void AddBatch(ReadOnlySpan<int> indices, DeviceBatch batch, Tensor loss, Tensor logits, double part)
    {
        using var noGradient = no_grad();
        var right = batch.Scores is null ? logits.argmax(1).eq(batch.Golds).sum(ScalarType.Float32) : zeros_like(loss); // []
        var mean = part == 1 ? loss.detach() : loss.detach().mul(part); // []
        _step.Add(stack([mean, right])); // [2]
        _batches[_kept].Add(indices.ToArray());
    }

    /// <summary>Keeps a batch of which this process has no example.</summary>
    public void AddBatch(ReadOnlySpan<int> indices)
    {
        _step.Add(zeros(PerBatch, ScalarType.Float32, _table.device)); // [2]
        _batches[_kept].Add(indices.ToArray());
    }

    /// <summary>
    /// [] float32, still on the device: 1 when the step's update is to be skipped, else 0; null when none ever is. The caller
    /// disposes of it. gradientNorm: [], before clipping.
    /// </summary>
    public Tensor? Skipped(Tensor gradientNorm)
    {
        if (!_skips)
        {
            return null;
        }

        using var noGradient = no_grad();
        var skipped = cat([gradientNorm.view(1), .. _step]).isfinite().all().logical_not().to(ScalarType.Float32); // []
        processes.Sum(skipped); // one process may see what the others do not
        return skipped.clamp_max_(1);
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
        {
            Read(step, epoch, learningRate);
        }
    }

    /// <summary>Reads what is kept, looks at the weights, which are about to be saved, and gives the epoch's sums so far.</summary>
    /// <exception cref="TrainingDivergedException">As of <see cref="EndStep"/>, or the weights are not finite.</exception>
    public EpochTotals ReadTotals(int step, int epoch, double learningRate)
    {
        if (_kept > 0)
        {
            Read(step, epoch, learningRate);
        }

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return weights.isfinite().all().item<bool>() ? _totals : throw TrainingDivergedException.OfWeights(step, LastGuids());
    }

    /// <summary>The same at an epoch's end.</summary>
    /// <exception cref="TrainingDivergedException">As of <see cref="ReadTotals"/>, or every update of the epoch was skipped.</exception>
    public EpochTotals EndEpoch(int step, int epoch, double learningRate)
    {
        var totals = ReadTotals(step, epoch, learningRate);
        return totals.Examples > 0 ? totals : throw TrainingDivergedException.OfEpoch(step, epoch, LastGuids());
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
        processes.Sum(_table);
        using var host = _table.cpu(); // [K, 1 + 2·A]; waits for the device
        var values = MemoryMarshal.Cast<byte, float>(host.bytes);
        var width = (int)_table.shape[1];
        var before = _totals;
        var norm = 0f;
        for (var i = 0; i < _kept; i++)
        {
            values[i * width] /= processes.Size; // every process has the norm of all gradients
            var row = values.Slice(i * width, 1 + PerBatch * _batches[i].Count);
            if (AddStep(lastStep - _kept + 1 + i, epoch, row, _batches[i]))
            {
                norm = row[0];
            }
        }

        var examples = _totals.Examples - before.Examples;
        if (examples > 0)
        {
            var loss = (_totals.LossSum - before.LossSum) / examples;
            observer.On(new StepTaken(lastStep, epoch, loss, learningRate, norm, examples / _clock.Elapsed.TotalSeconds));
        }

        _kept = 0;
        _clock.Restart();
    }

    // row: gradient norm, then loss and correct predictions of each batch. False when the update was skipped.
    bool AddStep(int step, int epoch, ReadOnlySpan<float> row, List<int[]> batches)
    {
        _last = [.. batches];
        var isFinite = true;
        var loss = row[1];
        for (var b = batches.Count - 1; b >= 0; b--)
        {
            if (!float.IsFinite(row[1 + PerBatch * b]))
            {
                (isFinite, loss) = (false, row[1 + PerBatch * b]);
            }
        }

        if (!isFinite || !float.IsFinite(row[0]))
        {
            if (!_skips)
            {
                throw TrainingDivergedException.OfStep(step, loss, row[0], LastGuids());
            }

            observer.On(new UpdateSkipped(step, epoch, TrainingDivergedException.Numbers(loss, row[0]), LastGuids()));
            batches.Clear();
            return false;
        }

        for (var b = 0; b < batches.Count; b++)
        {
            _totals = _totals.With(row[1 + PerBatch * b], (long)row[2 + PerBatch * b], batches[b].Length);
        }

        batches.Clear();
        return true;
    }

    string[] LastGuids() => [.. _last.SelectMany(batch => batch).Select(index => train.Source.Examples[index].Guid)];
}

/// <summary>What becomes of a run when the loss or the gradient norm of an update is NaN or infinite.</summary>
public enum NanPolicy
{
    /// <summary>It ends, naming the step and its examples; the last checkpoint is of finite weights.</summary>
    Stop,

    /// <summary>
    /// That update is skipped and reported: weights, moments and the optimizer's own count stay as they were, the learning
    /// rate goes on as if it had been taken. Weights that are not finite end the run all the same.
    /// </summary>
    Skip,
}

/// <summary>Sums over the examples of an epoch that were trained on so far.</summary>
/// <param name="LossSum">In nats, or squared units in a regression.</param>
/// <param name="Right">Correct predictions; 0 in a regression.</param>
/// <param name="Examples">Their number.</param>
readonly record struct EpochTotals(double LossSum, long Right, long Examples)
{
    [JsonIgnore]
    public double Loss => LossSum / Examples;

    [JsonIgnore]
    public double Accuracy => (double)Right / Examples;

    /// <summary>The sums with a batch of <paramref name="examples"/> more, whose mean loss is <paramref name="loss"/>.</summary>
    public EpochTotals With(double loss, long right, int examples) =>
        new(LossSum + loss * examples, Right + right, Examples + examples);
}
