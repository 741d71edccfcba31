namespace TrainingDynamics.Engine.Weights;

/// <summary>Moves a model's parameters from and to files with Hugging Face's names.</summary>
public static class Checkpoint
{
    const int MostNamed = 10;

    /// <summary>
    /// Fills the model from any file that <see cref="WeightsFiles.Open"/> opens, of a classifier, a pre-training or a bare
    /// encoder. Pooler and classifier may be absent: they keep the values they have, so initialise the model before. Changes
    /// nothing when it fails.
    /// </summary>
    /// <param name="model">To be filled.</param>
    /// <param name="path">A file of weights, or an index of several.</param>
    /// <param name="ignoreMismatchedSizes">Whether a parameter of another shape keeps its value instead of causing an error.</param>
    /// <param name="isElsewhere">Whether a parameter comes from somewhere else, so that the file's is not looked at; null: none does.</param>
    /// <exception cref="WeightsFormatException">
    /// A file is missing or damaged, or lacks a tensor of the encoder, or has one in another shape that is not to be ignored;
    /// all of them are named.
    /// </exception>
    public static LoadReport Load(TextClassifier model, string path, bool ignoreMismatchedSizes = false, Func<string, bool>? isElsewhere = null)
    {
        using var file = WeightsFiles.Open(path);
        var slices = model.Parameters.Layout.Slices;
        var (all, unexpected) = new CheckpointNames(model.Config, slices).In(file);
        var known = all.Where(name => isElsewhere?.Invoke(name.Key) != true).ToDictionary(StringComparer.Ordinal);

        string[] missing = [.. slices.Keys.Where(name => !known.ContainsKey(name) && isElsewhere?.Invoke(name) != true)];
        // Without this, a model without its encoder would be trained from noise unnoticed.
        string[] needed = [.. missing.Where(model.Config.Family.IsEncoder)];
        if (needed.Length > 0)
        {
            throw Missing(path, needed, slices.Keys.Count(model.Config.Family.IsEncoder), model.Config.Family);
        }

        TensorReport[] misfits = [.. known
            .Where(name => !file.Shapes[name.Value].SequenceEqual(slices[name.Key].Shape))
            .Select(name => new TensorReport(name.Key, TensorOutcome.WrongShape, file.Shapes[name.Value], slices[name.Key].Shape))];
        if (misfits.Length > 0 && !ignoreMismatchedSizes)
        {
            throw Mismatched(path, misfits);
        }

        var fresh = misfits.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, inFile) in known.Where(name => !fresh.Contains(name.Key)))
        {
            using var view = model.Parameters.View(name);
            file.CopyTo(inFile, view);
        }

        return new LoadReport(known.Count - misfits.Length,
        [
            .. missing.Select(name => new TensorReport(name, TensorOutcome.Missing, null, slices[name].Shape)),
            .. misfits,
            .. unexpected.Select(name => new TensorReport(name, TensorOutcome.Unexpected, file.Shapes[name], null)),
        ]);
    }

    /// <summary>The parameters of a model that a file does not have, or has in another shape.</summary>
    /// <exception cref="WeightsFormatException">The file cannot be read, or is damaged.</exception>
    public static IReadOnlyList<string> Lacking(ModelConfig config, string path)
    {
        using var file = WeightsFiles.Open(path);
        var slices = TextClassifier.Layout(config).Slices;
        var known = new CheckpointNames(config, slices).In(file).Known;
        return [.. slices.Keys.Where(name => !known.TryGetValue(name, out var inFile) || !file.Shapes[inFile].SequenceEqual(slices[name].Shape))];
    }

    /// <summary>Writes all parameters, whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(TextClassifier model, string path)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var names = model.Parameters.Layout.Slices.Keys;
        SafeTensorsWriter.Write(path, [.. names.Select(name => (name, model.Parameters.View(name)))]);
    }

    static WeightsFormatException Missing(string path, string[] needed, int all, ModelFamily family)
    {
        var list = string.Join(", ", needed.Take(MostNamed).Select(name => $"'{name}'"));
        var more = needed.Length > MostNamed ? $" and {needed.Length - MostNamed} more" : "";
        return new WeightsFormatException(
            path,
            null,
            $"lacks {needed.Length} of the encoder's {all} tensors: {list}{more}; expected a {family} checkpoint of the config's "
            + "sizes with Hugging Face's names");
    }

    static WeightsFormatException Mismatched(string path, TensorReport[] misfits)
    {
        var list = misfits.Select(tensor =>
            $"'{tensor.Name}' found {LoadReport.Shape(tensor.Found)}, expected {LoadReport.Shape(tensor.Expected)}");
        return new WeightsFormatException(
            path,
            null,
            $"has {misfits.Length} tensors in another shape than the model: {string.Join("; ", list)}; pass --ignore-mismatched-sizes "
            + "to start them fresh");
    }
}
