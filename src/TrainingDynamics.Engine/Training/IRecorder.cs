using TrainingDynamics.Engine.Parallel;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Training;

/// <summary>Writes the logits of all training examples, one file an epoch.</summary>
interface IRecorder : IDisposable
{
    /// <summary>
    /// [N, C] float32, what it has of the epoch in progress, NaN where nothing yet; a checkpoint in the middle of an epoch keeps
    /// it. Null where nothing is collected before the epoch's end. Of several processes each has its own until <see cref="Collect"/>.
    /// </summary>
    Tensor? Collected { get; }

    /// <summary>Gives process 0 what all of them have of the epoch in progress; called by all.</summary>
    void Collect();

    /// <summary>Takes a batch of the training pass. logits: [B, C], on the device.</summary>
    void Add(DeviceBatch batch, Tensor logits);

    /// <summary>Writes the epoch's dynamics file, from process 0; called by all. When stopped or failed, none is left.</summary>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    void Record(int epoch, StopAgreement stop);
}
