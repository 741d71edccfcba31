namespace TrainingDynamics.Engine.Weights;

/// <summary>
/// Finds a BERT classifier's parameters in files of other ages and purposes. Sources: the renamings in Hugging Face's
/// <c>from_pretrained</c>; TensorFlow's layer norm, from which the oldest checkpoints were converted, says gamma and beta.
/// </summary>
static class CheckpointNames
{
    const string Prefix = "bert.";

    static readonly (string Old, string New)[] Renamed = [(".gamma", ".weight"), (".beta", ".bias")];

    /// <summary>
    /// The model's name → the file's name, without the heads of pre-training and without buffers, which no classifier has.
    /// </summary>
    /// <exception cref="WeightsFormatException">Two tensors of the file stand for one parameter.</exception>
    public static IReadOnlyDictionary<string, string> InFile(IWeightsFile file)
    {
        // A bare encoder was saved without the prefix that it has inside a classifier.
        var isBare = !file.Shapes.Keys.Any(name => name.StartsWith(Prefix, StringComparison.Ordinal));
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in file.Shapes.Keys.Where(name => !IsIgnored(name)))
        {
            var current = Current(name);
            if (isBare && !current.StartsWith("classifier.", StringComparison.Ordinal))
                current = Prefix + current;
            if (!names.TryAdd(current, name))
                throw new WeightsFormatException(file.Path, name, $"stands for {current}, and so does '{names[current]}'; remove one");
        }

        return names;
    }

    static bool IsIgnored(string name) =>
        name.StartsWith("cls.", StringComparison.Ordinal) || name.EndsWith("position_ids", StringComparison.Ordinal);

    static string Current(string name)
    {
        foreach (var (old, current) in Renamed)
        {
            if (name.EndsWith(old, StringComparison.Ordinal))
                return name[..^old.Length] + current;
        }

        return name;
    }
}
