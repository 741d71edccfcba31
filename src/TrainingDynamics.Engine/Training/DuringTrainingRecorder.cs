using System.Runtime.InteropServices;
using TrainingDynamics.Logs;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Training;

/// <summary>
/// Records the training pass's own logits, <see cref="RecordingMode.DuringTraining"/>. They stay on the device until the
/// epoch's end, so that no step waits for the host, and are written in file order.
/// </summary>
sealed class DuringTrainingRecorder : IRecorder
{
    readonly DynamicsFiles _files;
    readonly IRunObserver _observer;
    readonly Tensor _logits; // [N, C] float32; NaN: not yet in this epoch

    public DuringTrainingRecorder(int examples, int labels, Device device, DynamicsFiles files, IRunObserver observer)
    {
        _files = files;
        _observer = observer;
        _logits = full(examples, labels, float.NaN, ScalarType.Float32, device).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor? Collected => _logits;

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<int> indices, Tensor logits)
    {
        using var noGradient = no_grad();
        var rows = tensor(indices.ToArray(), ScalarType.Int64, _logits.device); // [B]
        _logits.index_copy_(0, rows, logits.detach());
    }

    /// <inheritdoc/>
    public void Record(int epoch, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        using var host = _logits.cpu(); // [N, C]; waits for the device
        var values = MemoryMarshal.Cast<byte, float>(host.bytes);
        int[] all = [.. Enumerable.Range(0, (int)_logits.shape[0])];
        // An epoch that --max-train-steps cut short has not seen every example, and half a file would pass for a whole one.
        if (IsWhole(values))
        {
            using var writer = _files.Create(epoch);
            writer.Append(all, values);
            writer.Complete();
            _observer.On(new RecordingProgress(epoch, all.Length, all.Length));
        }

        using var noGradient = no_grad();
        _logits.fill_(float.NaN);
    }

    /// <inheritdoc/>
    public void Dispose() => _logits.Dispose();

    static bool IsWhole(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if (float.IsNaN(value))
                return false;
        }

        return true;
    }
}
