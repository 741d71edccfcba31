using TrainingDynamics.Text.Batching;

namespace TrainingDynamics.Engine.Training;

/// <summary>
/// The logits of a whole set in file order, in evaluation mode and without gradients. Draws no random numbers and touches no
/// gradient, so it does not change a training that continues afterwards. Several processes take turns at the windows and share the
/// logits of each round, so that every process gets all logits and holds one round's. The logits of a window stay on the device
/// until it is done, so that the CPU waits for the device once a window and not once a batch.
/// </summary>
/// <param name="model">Not changed.</param>
/// <param name="dataset">What is passed through it.</param>
/// <param name="batchSize">Examples per batch; changes speed, not results.</param>
/// <param name="processes">Who shares the work.</param>
/// <param name="lengthMultiple">Batches are padded to a multiple of so many tokens.</param>
/// <param name="ahead">As of <see cref="BatchFeed"/>.</param>
sealed class LogitPass(
    TextClassifier model, EncodedDataset dataset, int batchSize, ICollective processes, int lengthMultiple = 1, bool ahead = false)
{
    // With one process; more would mean less padding and more logits held back.
    const int BatchesPerWindow = 50;

    readonly RecordingPlan _plan = RecordingPlan.Create(dataset.Lengths, batchSize, WindowLength(dataset.Count, batchSize, processes.Size));

    /// <summary>Takes consecutive examples of the set. indices: [W]; logits: [W, C], row-major; rank: the process that made them.</summary>
    public delegate void Consumer(ReadOnlySpan<int> indices, ReadOnlySpan<float> logits, int rank);

    /// <summary>Calls <paramref name="consume"/> with one window after the other.</summary>
    /// <exception cref="OperationCanceledException">Asked to stop; checked before every batch, by several processes before every round.</exception>
    /// <exception cref="TrainingDivergedException">A logit is NaN or infinite; names the example; in all processes the same.</exception>
    public void Run(Consumer consume, StopAgreement stop)
    {
        using var noGradient = no_grad();
        var labels = model.Config.Labels;
        using var logits = zeros(_plan[0].Count, labels, ScalarType.Float32, model.Parameters.Device); // [W, C]; the last window may be shorter
        using var feed = new BatchFeed(model, dataset, Batches(), lengthMultiple, ahead);
        for (var first = 0; first < _plan.WindowCount; first += processes.Size)
        {
            stop.Agree();
            if (first + processes.Rank < _plan.WindowCount)
            {
                Forward(_plan[first + processes.Rank], feed, logits, stop.Token);
            }

            using var mine = HostCopy.Of(logits); // [W, C]; waits for the device
            using var all = processes.Gather(mine); // [R, W, C]
            var round = MemoryMarshal.Cast<byte, float>(all.bytes);
            for (var rank = 0; rank < processes.Size && first + rank < _plan.WindowCount; rank++)
            {
                var window = _plan[first + rank];
                var rows = round.Slice(rank * _plan[0].Count * labels, window.Count * labels); // [W, C]
                RefuseNaN(window, rows);
                consume(Enumerable.Range(window.Start, window.Count).ToArray(), rows, rank);
            }
        }
    }

    // As many windows as divide evenly among the processes, so that a short set keeps all of them busy.
    static int WindowLength(int examples, int batchSize, int processes)
    {
        if (processes == 1)
        {
            return BatchesPerWindow;
        }

        var batches = (examples + batchSize - 1) / batchSize;
        var windows = (batches + BatchesPerWindow * processes - 1) / (BatchesPerWindow * processes) * processes;
        return (batches + windows - 1) / windows;
    }

    void RefuseNaN(RecordingWindow window, ReadOnlySpan<float> rows)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            if (!float.IsFinite(rows[i]))
            {
                throw TrainingDivergedException.OfLogit(dataset.Source.Examples[window.Start + i / model.Config.Labels].Guid, rows[i]);
            }
        }
    }

    // The batches of all of this process's windows, so that no window waits for its batches.
    IEnumerable<int[]> Batches()
    {
        for (var w = processes.Rank; w < _plan.WindowCount; w += processes.Size)
        {
            for (var b = 0; b < _plan[w].BatchCount; b++)
            {
                yield return _plan[w].Batch(b).ToArray();
            }
        }
    }

    /// <summary>Writes the window's logits to the first rows of <paramref name="logits"/>, [W, C].</summary>
    void Forward(RecordingWindow window, BatchFeed feed, Tensor logits, CancellationToken stop)
    {
        for (var b = 0; b < window.BatchCount; b++)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var batch = feed.Next();
            var rows = batch.Rows.sub(window.Start); // [B]
            logits.index_copy_(0, rows, model.Forward(batch.InputIds, batch.TypeIds, batch.Mask, training: false));
        }
    }
}
