namespace TrainingDynamics.Engine.Training;

/// <summary>Writes the logits of all training examples, one file an epoch.</summary>
interface IRecorder : IDisposable
{
    /// <summary>
    /// [N, C] float32, the logits of the epoch in progress, NaN where there are none yet; a checkpoint in the middle of an epoch keeps
    /// them. Null if nothing is collected before the epoch's end. Each process has those that it made until <see cref="Collect"/>.
    /// </summary>
    Tensor? Collected => null;

    /// <summary>Gives process 0 the logits that all processes have of the epoch in progress; called by all.</summary>
    void Collect()
    {
    }

    /// <summary>Takes a batch of the training pass. logits: [B, C], on the device.</summary>
    void Add(DeviceBatch batch, Tensor logits)
    {
    }

    /// <summary>Writes the epoch's dynamics file, from process 0; called by all. When stopped or failed, none is left.</summary>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    void Record(int epoch, StopAgreement stop);
}

/// <summary>The dynamics files of a run, which one of its processes writes: what their records have in common.</summary>
/// <param name="train">For guids and golds.</param>
/// <param name="folder">The run.</param>
/// <param name="format">Of the files.</param>
/// <param name="devices">[R], of every process; empty in those that do not write.</param>
sealed class DynamicsFiles(Dataset train, RunFolder folder, LogFormat format, IReadOnlyList<string> devices)
{
    readonly double[] _golds = [.. train.Examples.Select(example => example.Gold)];
    readonly ExampleGuid[] _guids =
        [.. train.Examples.Select(example => ExampleGuid.FromColumn(example.Guid, train.HasIntegerGuids))];

    /// <summary>The writer of an epoch's files, which takes blocks with their maker's rank; null in a process that does not write.</summary>
    public DynamicsWriter? Create(int epoch) =>
        devices.Count == 0 ? null : new DynamicsWriter(folder.DynamicsPaths(epoch, format), epoch, _guids, _golds, devices);
}
