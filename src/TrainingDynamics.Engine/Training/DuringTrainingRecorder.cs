namespace TrainingDynamics.Engine.Training;

/// <summary>
/// Records the training pass's own logits, <see cref="RecordingMode.DuringTraining"/>. They stay on the device until the
/// epoch's end, so that no step waits for a copy to the CPU, and are written in file order.
/// </summary>
sealed class DuringTrainingRecorder(
    int examples, int labels, Device device, ICollective processes, DynamicsFiles files, IRunObserver observer)
    : IRecorder
{
    // [N, C] float32; NaN: not yet in this epoch
    readonly Tensor _logits = full(examples, labels, float.NaN, ScalarType.Float32, device).DetachFromDisposeScope();

    // [N] float32, rank of the process that made them; in process 0 also of those collected
    readonly Tensor _makers = zeros(examples, ScalarType.Float32, device).DetachFromDisposeScope();

    public Tensor? Collected => _logits;

    public void Add(DeviceBatch batch, Tensor logits)
    {
        using var noGradient = no_grad();
        _logits.index_copy_(0, batch.Rows, logits.detach());
        _makers.index_fill_(0, batch.Rows, processes.Rank);
    }

    public void Collect()
    {
        if (processes.Size == 1)
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        // Each example is in one process, so the sums are its values; what is in none stays NaN.
        var seen = _logits.isnan().logical_not(); // [N, C]
        var counts = seen.to(ScalarType.Float32); // [N, C]
        var sums = _logits.nan_to_num(0); // [N, C]
        var makers = _makers.mul(seen.any(1)); // [N]
        processes.Sum(counts);
        processes.Sum(sums);
        processes.Sum(makers);
        _logits.fill_(float.NaN);
        _makers.zero_();
        if (processes.Rank == 0)
        {
            _logits.copy_(where(counts.gt(0), sums, _logits));
            _makers.copy_(makers);
        }
    }

    public void Record(int epoch, StopAgreement stop)
    {
        stop.Agree();
        Collect();
        if (processes.Rank == 0)
        {
            Write(epoch);
        }

        using var noGradient = no_grad();
        _logits.fill_(float.NaN);
        _makers.zero_();
    }

    public void Dispose()
    {
        _logits.Dispose();
        _makers.Dispose();
    }

    // An epoch that --max-train-steps cut short has not seen every example, and half a file would pass for a whole one.
    void Write(int epoch)
    {
        using var host = HostCopy.Of(_logits); // [N, C]; waits for the device
        using var hostMakers = HostCopy.Of(_makers); // [N]
        var values = MemoryMarshal.Cast<byte, float>(host.bytes);
        var makers = MemoryMarshal.Cast<byte, float>(hostMakers.bytes);
        if (values.Contains(float.NaN))
        {
            return;
        }

        using var writer = files.Create(epoch)!;
        var labels = values.Length / makers.Length;
        // Runs of one maker, because a block of records has one device.
        for (int start = 0, end; start < makers.Length; start = end)
        {
            end = start + 1;
            while (end < makers.Length && makers[end] == makers[start])
            {
                end++;
            }

            writer.Append([.. Enumerable.Range(start, end - start)], values[(start * labels)..(end * labels)], (int)makers[start]);
        }

        writer.Complete();
        observer.On(new RecordingProgress(epoch, makers.Length, makers.Length));
    }
}
