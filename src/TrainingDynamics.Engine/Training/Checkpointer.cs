using System.Text.Json;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Optim;
using TrainingDynamics.Engine.Weights;
using TrainingDynamics.Logs;
using TrainingDynamics.Text.Tokenization;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Training;

/// <summary>
/// Writes and reads all that a training is between two epochs: weights, moments, the number of steps, which decides the
/// learning rate, and the state of <see cref="HostDropout"/>. Batches depend on seed and epoch alone. torch's own generator
/// on CUDA cannot be saved through TorchSharp, so dropout there goes on with other numbers.
/// </summary>
/// <param name="mode">Whether <see cref="Save"/> writes.</param>
/// <param name="start">What <see cref="Restore"/> reads; null in a new run.</param>
/// <param name="folder">Where the checkpoints lie.</param>
/// <param name="model">Its weights are those of <paramref name="start"/> already.</param>
/// <param name="tokenizer">Saved with the model.</param>
/// <param name="dropout">The model's.</param>
/// <param name="observer">Told of every checkpoint that is whole.</param>
sealed class Checkpointer(
    CheckpointingMode mode,
    TrainingCheckpoint? start,
    RunFolder folder,
    TextClassifier model,
    ITokenizer tokenizer,
    IDropout dropout,
    IRunObserver observer)
{
    const string FirstMoment = "first_moment.";
    const string SecondMoment = "second_moment.";

    /// <summary>Brings optimizer and dropout to where the run was; the result is the number of steps taken, 0 in a new run.</summary>
    /// <exception cref="WeightsFormatException">The moments are damaged.</exception>
    /// <exception cref="RunFolderException">The state is damaged.</exception>
    public int Restore(FusedAdamW optimizer)
    {
        if (start is null)
            return 0;
        using var file = SafeTensorsFile.Open(start.OptimizerPath);
        foreach (var (name, moment) in Moments(optimizer))
        {
            using (moment)
                file.CopyTo(name, moment);
        }

        var (step, words) = ReadState(start.StatePath);
        optimizer.ContinueAfter(step);
        if (dropout is HostDropout host)
            host.State = words;
        return step;
    }

    /// <summary>Writes the checkpoint of a finished epoch whole, then deletes the one before.</summary>
    public void Save(int epoch, int step, FusedAdamW optimizer)
    {
        if (mode == CheckpointingMode.Off)
            return;
        var checkpoint = new TrainingCheckpoint(folder.CheckpointPath(epoch), epoch);
        checkpoint.Write(partial =>
        {
            ModelFolder.Save(model, tokenizer, partial.Folder);
            using (NewDisposeScope())
                SafeTensorsWriter.Write(partial.OptimizerPath, [.. Moments(optimizer)]);
            WholeFile.Write(partial.StatePath, stream => WriteState(stream, epoch, step));
        });
        TrainingCheckpoint.RemoveAllBut(checkpoint, folder);
        observer.On(new CheckpointSaved(epoch, Path.GetRelativePath(folder.Path, checkpoint.Folder)));
    }

    IEnumerable<(string Name, Tensor Value)> Moments(FusedAdamW optimizer)
    {
        var layout = model.Parameters.Layout;
        return layout.Slices.Keys.Select(name => (FirstMoment + name, layout.View(optimizer.FirstMoment, name)))
            .Concat(layout.Slices.Keys.Select(name => (SecondMoment + name, layout.View(optimizer.SecondMoment, name))));
    }

    void WriteState(Stream stream, int epoch, int step)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteNumber("epoch", epoch);
        json.WriteNumber("step", step);
        json.WriteStartArray("dropout");
        foreach (var word in dropout is HostDropout host ? host.State : [])
            json.WriteNumberValue(word);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static (int Step, uint[] Dropout) ReadState(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            return (root.GetProperty("step").GetInt32(), [.. root.GetProperty("dropout").EnumerateArray().Select(word => word.GetUInt32())]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException
                                       or KeyNotFoundException or FormatException)
        {
            throw new RunFolderException(
                $"{path}: is no state of a training: {e.Message.ReplaceLineEndings(" ")}; pass --overwrite to start anew", e);
        }
    }
}
