namespace TrainingDynamics.Engine.Training;

/// <summary>Records in one more pass after the epoch, <see cref="RecordingMode.AfterEpoch"/>.</summary>
sealed class AfterEpochRecorder(
    TextClassifier model, EncodedDataset train, TrainOptions options, ICollective processes, DynamicsFiles files, IRunObserver observer)
    : IRecorder
{
    readonly LogitPass _pass = new(model, train, options.EvalBatchSize, processes, options.LengthMultiple, options.BatchesAhead);

    public void Record(int epoch, StopAgreement stop)
    {
        using var writer = files.Create(epoch); // null but in process 0
        var done = 0;
        _pass.Run(
            (indices, logits, rank) =>
            {
                writer?.Append(indices, logits, rank);
                observer.On(new RecordingProgress(epoch, done += indices.Length, train.Count));
            },
            stop);
        writer?.Complete();
    }

    public void Dispose()
    {
        // Holds nothing between epochs.
    }
}

/// <summary>Whether and how the logits of the training examples are written.</summary>
public enum RecordingMode
{
    /// <summary>One more pass after each epoch: evaluation mode, no dropout, one set of weights for all examples.</summary>
    AfterEpoch,

    /// <summary>
    /// The training pass's own, as AllenAI's Dataset Cartography takes them: with dropout, each example by the weights that its
    /// batch met. Costs no pass.
    /// </summary>
    DuringTraining,

    /// <summary>Not at all.</summary>
    Off,
}
