using TrainingDynamics.Engine.Optim;
using TrainingDynamics.Engine.Weights;

namespace TrainingDynamics.Engine.Training;

/// <summary>
/// Writes and reads the whole state of a training between two updates: weights, moments, the number of steps, which decides the
/// learning rate, the epoch's sums so far and the state of <see cref="CpuDropout"/>. Batches depend on seed and epoch alone.
/// TorchSharp cannot save torch's generator on CUDA, so dropout there continues with other numbers. Process 0 writes and every
/// process reads; only dropout depends on the number of processes.
/// </summary>
/// <param name="options">When to write, and how many to keep.</param>
/// <param name="start">What <see cref="Restore"/> reads; null in a new run.</param>
/// <param name="folder">The run.</param>
/// <param name="model">Already has the weights of <paramref name="start"/>.</param>
/// <param name="tokenizer">Saved with the model.</param>
/// <param name="dropout">The model's.</param>
/// <param name="recorder">Its logits of the epoch in progress are saved too; null if nothing is recorded.</param>
/// <param name="processes">Each has its dropout.</param>
/// <param name="observer">Told of every checkpoint that is whole.</param>
sealed class Checkpointer(
    TrainOptions options,
    TrainingCheckpoint? start,
    RunFolder folder,
    TextClassifier model,
    ITokenizer tokenizer,
    IDropout dropout,
    IRecorder? recorder,
    ICollective processes,
    IRunObserver observer)
{
    const string FirstMoment = "first_moment.";
    const string SecondMoment = "second_moment.";
    const string Collected = "logits";

    /// <summary>Brings optimizer, dropout and recorder to where the run was, and says where that is; a new run's start otherwise.</summary>
    /// <exception cref="WeightsFormatException">The moments are damaged.</exception>
    public TrainingState Restore(FusedAdamW optimizer)
    {
        if (start is null)
        {
            return TrainingState.Start;
        }

        using (var file = SafeTensorsFile.Open(start.OptimizerPath))
        {
            foreach (var (name, moment) in Moments(optimizer))
            {
                using (moment)
                {
                    file.CopyTo(name, moment);
                }
            }
        }

        if (processes.Rank == 0 && recorder?.Collected is { } collected && File.Exists(start.CollectedPath))
        {
            using var file = SafeTensorsFile.Open(start.CollectedPath);
            file.CopyTo(Collected, collected);
        }

        optimizer.ContinueAfter(start.State.Step - start.State.LeftOut);
        RestoreDropout(start.State.Dropout);
        return start.State;
    }

    /// <summary>Gives the model, in every process, the weights that it had after an epoch which was the best then.</summary>
    /// <exception cref="WeightsFormatException">The checkpoint is damaged or gone.</exception>
    public void Load(BestEpoch best)
    {
        if (processes.Rank == 0)
        {
            ModelFolder.Load(model, folder.CheckpointPath(best.Epoch));
        }

        processes.Broadcast(model.Parameters.Values);
        model.Parameters.Publish();
    }

    /// <summary>Whether a checkpoint is to be written after this update, apart from those after epochs.</summary>
    public bool IsDue(int step) =>
        options.Checkpointing != CheckpointingMode.Off && options.CheckpointingSteps is { } every && step % every == 0;

    /// <summary>Writes a checkpoint in the middle of an epoch whole, then deletes those that are too many.</summary>
    /// <param name="step">Updates taken.</param>
    /// <param name="epoch">The epoch in progress.</param>
    /// <param name="totals">Its sums so far.</param>
    /// <param name="best">The epoch whose checkpoint is kept beside the newest; null: none.</param>
    /// <param name="optimizer">Its moments.</param>
    public void SaveStep(int step, int epoch, EpochTotals totals, BestEpoch? best, FusedAdamW optimizer) =>
        Save(folder.StepCheckpointPath(step), epoch, new TrainingState(step, epoch, totals, DropoutState()), best, optimizer);

    /// <summary>The same after an epoch.</summary>
    public void SaveEpoch(int step, int epoch, BestEpoch? best, FusedAdamW optimizer)
    {
        if (options.Checkpointing != CheckpointingMode.Off)
        {
            Save(folder.CheckpointPath(epoch), epoch, new TrainingState(step, epoch + 1, default, DropoutState()), best, optimizer);
        }
    }

    void Save(string path, int epoch, TrainingState state, BestEpoch? best, FusedAdamW optimizer)
    {
        if (state.Totals.Examples > 0)
        {
            recorder?.Collect();
        }

        if (processes.Rank > 0)
        {
            return;
        }

        var checkpoint = new TrainingCheckpoint(path, state with { LeftOut = state.Step - optimizer.StepsTaken() });
        checkpoint.Write(partial =>
        {
            ModelFolder.Save(model, tokenizer, partial.Folder);
            using var scope = NewDisposeScope();
            SafeTensorsWriter.Write(partial.OptimizerPath, [.. Moments(optimizer)]);
            if (recorder?.Collected is { } collected && state.Totals.Examples > 0)
            {
                SafeTensorsWriter.Write(partial.CollectedPath, [(Collected, collected)]);
            }
        });
        var kept = Kept([.. TrainingCheckpoint.All(folder).Select(one => one.Folder)], options.LoadBestModelAtEnd ? best : null);
        TrainingCheckpoint.Remove(folder, kept.Contains);
        observer.On(new CheckpointSaved(epoch, state.Step, Path.GetRelativePath(folder.Path, checkpoint.Folder)));
    }

    // The best takes the place of one of the newest, but of the newest itself, without which the run could not go on.
    string[] Kept(string[] all, BestEpoch? best)
    {
        var newest = all.TakeLast(options.SaveTotalLimit).ToArray();
        return best is not null && folder.CheckpointPath(best.Epoch) is var path && all.Contains(path) && !newest.Contains(path)
            ? [path, .. newest.TakeLast(Math.Max(1, options.SaveTotalLimit - 1))]
            : newest;
    }

    // Of all processes, one behind the other.
    uint[] DropoutState()
    {
        if (dropout is not CpuDropout host)
        {
            return [];
        }

        using var mine = tensor(MemoryMarshal.Cast<uint, int>(host.State.ToArray()).ToArray()); // [32], the same bits as int32
        using var all = processes.Gather(mine); // [R, 32]
        return MemoryMarshal.Cast<byte, uint>(all.bytes).ToArray();
    }

    // A process that the checkpoint does not know draws from its seed, which the steps taken have moved on.
    void RestoreDropout(IReadOnlyList<uint> all)
    {
        if (dropout is not CpuDropout host)
        {
            return;
        }

        var words = host.State.Count;
        uint[] mine = [.. all.Skip(processes.Rank * words).Take(words)];
        if (mine.Length > 0)
        {
            host.State = mine;
        }
    }

    IEnumerable<(string Name, Tensor Value)> Moments(FusedAdamW optimizer)
    {
        var layout = model.Parameters.Layout;
        string[] trained = [.. layout.Slices.Keys.Where(layout.IsTrained)];
        return trained.Select(name => (FirstMoment + name, layout.View(optimizer.FirstMoment, name)))
            .Concat(trained.Select(name => (SecondMoment + name, layout.View(optimizer.SecondMoment, name))));
    }
}

/// <summary>When a checkpoint is written.</summary>
public enum CheckpointingMode
{
    /// <summary>After each epoch.</summary>
    Epoch,

    /// <summary>Never; a run that was ended early can only start over.</summary>
    Off,
}
