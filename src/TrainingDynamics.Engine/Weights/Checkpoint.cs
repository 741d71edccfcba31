using TrainingDynamics.Engine.Models;

namespace TrainingDynamics.Engine.Weights;

/// <summary>Moves a model's parameters from and to files with Hugging Face's names.</summary>
public static class Checkpoint
{
    /// <summary>
    /// Fills the model from a safetensors file. The pooler and the classifier may be absent, the classifier also of another
    /// number of labels: they keep the values they have, so initialise the model before.
    /// </summary>
    /// <exception cref="WeightsFormatException">
    /// The file is damaged, or lacks a tensor of the encoder or has it in another shape.
    /// </exception>
    public static LoadReport Load(BertClassifier model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var file = SafeTensorsFile.Open(path);
        var initialized = new List<string>();
        foreach (var (name, slice) in model.Parameters.Layout.Slices)
        {
            var found = file.Entries.TryGetValue(name, out var entry);
            var fits = found && (entry!.Shape.SequenceEqual(slice.Shape) || !BertNames.IsClassifier(name));
            if (!fits && BertNames.IsHead(name))
            {
                initialized.Add(name);
                continue;
            }

            if (!found)
                throw new WeightsFormatException(path, name, "is missing; expected a BERT checkpoint with Hugging Face's names");
            using var view = model.Parameters.View(name);
            file.CopyTo(name, view);
        }

        var slices = model.Parameters.Layout.Slices;
        string[] unused = [.. file.Entries.Keys.Where(name => !slices.ContainsKey(name))];
        return new LoadReport(slices.Count - initialized.Count, initialized, unused);
    }

    /// <summary>Writes all parameters, whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(BertClassifier model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var scope = TorchSharp.torch.NewDisposeScope();
        var names = model.Parameters.Layout.Slices.Keys;
        SafeTensorsWriter.Write(path, [.. names.Select(name => (name, model.Parameters.View(name)))]);
    }
}
