namespace TrainingDynamics.Engine.Training;

/// <summary>The weight of each class's examples in the loss.</summary>
static class ClassWeights
{
    /// <summary>The word for weights that make all classes count the same.</summary>
    public const string Balanced = "balanced";

    static readonly char[] Separators = ['\t', ' ', ',', ':', '='];

    /// <summary>
    /// The weights by label. <see cref="Balanced"/> is scikit-learn's: n / (C · n_c), where C counts the classes that occur; one
    /// that does not occur weighs 0.
    /// </summary>
    /// <param name="asked"><see cref="Balanced"/>, or a file: a JSON object of labels and weights, or a label and its weight on each line.</param>
    /// <param name="train">What is trained on.</param>
    /// <returns>In the order of the labels; null where nothing was asked for.</returns>
    /// <exception cref="TrainOptionsException">A regression, or a file that cannot be read, or lacks a label, or has one more or no weight above 0.</exception>
    public static IReadOnlyDictionary<string, double>? Of(string? asked, Dataset train)
    {
        if (asked is null)
        {
            return null;
        }

        if (train.IsRegression)
        {
            throw new TrainOptionsException("--class-weight: found a regression, expected classes; leave the option out");
        }

        return asked == Balanced ? OfCounts(train) : OfFile(asked, train.LabelNames);
    }

    static Dictionary<string, double> OfCounts(Dataset train)
    {
        var counts = new int[train.LabelNames.Count]; // [C]
        foreach (var example in train.Examples)
        {
            counts[(int)example.Gold]++;
        }

        double classes = counts.Count(count => count > 0);
        return train.LabelNames.Zip(counts).ToDictionary(
            label => label.First, label => label.Second == 0 ? 0 : train.Examples.Count / (classes * label.Second));
    }

    static Dictionary<string, double> OfFile(string path, IReadOnlyList<string> labels)
    {
        var found = Read(path);
        var labelled = string.Join(", ", labels);
        if (labels.FirstOrDefault(label => !found.ContainsKey(label)) is { } missing)
        {
            throw Refusal(path, $"found no weight of '{missing}', expected one of each label: {labelled}");
        }

        if (found.Keys.FirstOrDefault(label => !labels.Contains(label)) is { } unknown)
        {
            throw Refusal(path, $"found '{unknown}', which is no label of the data; expected {labelled}");
        }

        return labels.ToDictionary(label => label, label => found[label]);
    }

    static Dictionary<string, double> Read(string path)
    {
        string text;
        try
        {
            using var reader = new StreamReader(new MemoryStream(RegularFile.ReadAllBytes(path, RegularFile.MostJsonBytes)));
            text = reader.ReadToEnd();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainOptionsException(
                $"--class-weight: '{path}' is neither '{Balanced}' nor a file that can be read: {e.Message}");
        }

        var found = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (label, weight) in text.TrimStart().StartsWith('{') ? OfJson(path, text) : OfLines(path, text))
        {
            if (weight is not { } value || !double.IsFinite(value) || value <= 0)
            {
                throw Refusal(path, $"found no weight of '{label}' that is a number above 0");
            }

            if (!found.TryAdd(label, value))
            {
                throw Refusal(path, $"found '{label}' twice, expected each label once");
            }
        }

        return found;
    }

    static List<(string Label, double? Weight)> OfJson(string path, string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return
            [
                .. json.RootElement.EnumerateObject().Select(
                    member => (member.Name, member.Value.ValueKind == JsonValueKind.Number ? member.Value.GetDouble() : (double?)null)),
            ];
        }
        catch (JsonException e)
        {
            throw Refusal(path, $"no JSON object of labels and weights: {e.Message}");
        }
    }

    // The weight stands behind the last separator, so a label may contain blanks.
    static List<(string Label, double? Weight)> OfLines(string path, string text)
    {
        var weights = new List<(string, double?)>();
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var end = line.LastIndexOfAny(Separators);
            if (end < 0)
            {
                throw Refusal(path, $"found '{line}', expected a label and its weight on each line, or a JSON object");
            }

            var label = line[..end].TrimEnd(Separators);
            weights.Add((label, double.TryParse(line[(end + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) ? weight : null));
        }

        return weights;
    }

    static TrainOptionsException Refusal(string path, string what) => new($"--class-weight: {path}: {what}");
}
