using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Weights.PyTorch;

namespace TrainingDynamics.Engine.Weights;

/// <summary>Moves a model's parameters from and to files with Hugging Face's names.</summary>
public static class Checkpoint
{
    /// <summary>
    /// Fills the model from a <c>.safetensors</c> file or else a <c>pytorch_model.bin</c>, of a classifier, a pre-training or
    /// a bare encoder. The pooler and the classifier may be absent, the classifier also of another number of labels: they
    /// keep the values they have, so initialise the model before.
    /// </summary>
    /// <exception cref="WeightsFormatException">
    /// The file is damaged, or lacks a tensor of the encoder or has it in another shape.
    /// </exception>
    public static LoadReport Load(TextClassifier model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var file = Open(path);
        var names = CheckpointNames.InFile(file);
        var initialized = new List<string>();
        foreach (var (name, slice) in model.Parameters.Layout.Slices)
        {
            var found = names.TryGetValue(name, out var inFile);
            var fits = found && (file.Shapes[inFile!].SequenceEqual(slice.Shape) || !IsClassifier(name));
            if (!fits && IsHead(name))
            {
                initialized.Add(name);
                continue;
            }

            if (!found)
                throw new WeightsFormatException(path, name, "is missing; expected a BERT checkpoint with Hugging Face's names");
            using var view = model.Parameters.View(name);
            file.CopyTo(inFile!, view);
        }

        var slices = model.Parameters.Layout.Slices;
        string[] unused = [.. names.Where(name => !slices.ContainsKey(name.Key)).Select(name => name.Value)];
        return new LoadReport(slices.Count - initialized.Count, initialized, unused);
    }

    /// <summary>Writes all parameters, whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(TextClassifier model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var scope = TorchSharp.torch.NewDisposeScope();
        var names = model.Parameters.Layout.Slices.Keys;
        SafeTensorsWriter.Write(path, [.. names.Select(name => (name, model.Parameters.View(name)))]);
    }

    static bool IsClassifier(string name) => name.StartsWith("classifier.", StringComparison.Ordinal);

    /// <summary>What a pre-trained checkpoint may lack.</summary>
    static bool IsHead(string name) => IsClassifier(name) || name.StartsWith("bert.pooler.", StringComparison.Ordinal);

    static IWeightsFile Open(string path) =>
        path.EndsWith(".safetensors", StringComparison.Ordinal) ? SafeTensorsFile.Open(path) : PyTorchFile.Open(path);
}
