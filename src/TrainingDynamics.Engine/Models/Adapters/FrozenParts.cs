namespace TrainingDynamics.Engine.Models;

/// <summary>
/// The parts of an encoder that training leaves as they are. The embeddings are what comes before the first layer in Hugging Face's
/// order of the parameters, a layer is what has its number in its name.
/// </summary>
/// <param name="Encoder">All of it: embeddings, layers and what lies between and after them, a pooler not.</param>
/// <param name="Embeddings">The embeddings.</param>
/// <param name="FirstLayer">The first frozen layer, from 0.</param>
/// <param name="LastLayer">The last one; less than the first: none.</param>
public sealed record FrozenParts(bool Encoder, bool Embeddings, int FirstLayer, int LastLayer)
{
    /// <summary>What may be written.</summary>
    public const string Expected = "encoder, or embeddings and layers:A-B or layers:A (from 0) with a comma between them";

    /// <summary>All of the encoder: a model that is not trained needs no gradients.</summary>
    public static FrozenParts WholeEncoder { get; } = new(Encoder: true, Embeddings: false, 0, -1);

    /// <summary>Reads <c>encoder</c>, <c>embeddings</c>, <c>layers:0-5</c> or <c>embeddings,layers:0-5</c>.</summary>
    /// <returns>Null when the text is none of these.</returns>
    public static FrozenParts? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = new FrozenParts(false, false, 0, -1);
        foreach (var part in text.Split(','))
        {
            if (part == "encoder" && !parts.Encoder)
            {
                parts = parts with { Encoder = true };
            }
            else if (part == "embeddings" && !parts.Embeddings)
            {
                parts = parts with { Embeddings = true };
            }
            else if (parts.LastLayer < 0 && Layers(part) is var (first, last))
            {
                parts = parts with { FirstLayer = first, LastLayer = last };
            }
            else
            {
                return null;
            }
        }

        return parts;
    }

    /// <summary>The specs of a model, those of the frozen parts not trained.</summary>
    /// <exception cref="LoraConfigException">The model has no such layer.</exception>
    internal IReadOnlyList<ParameterSpec> Of(IReadOnlyList<ParameterSpec> specs, ModelFamily family)
    {
        var layers = specs.Max(spec => LayerOf(spec.Names[0], family) ?? -1) + 1;
        if (LastLayer >= layers)
        {
            throw new LoraConfigException(
                FormattableString.Invariant($"--freeze: found layer {LastLayer}, but the model has the layers 0 to {layers - 1}"));
        }

        var reached = false; // the first layer
        var result = new List<ParameterSpec>();
        foreach (var spec in specs)
        {
            var name = spec.Names[0];
            var layer = LayerOf(name, family);
            reached |= layer is not null;
            var isFrozen = family.IsEncoder(name) && (Encoder || (Embeddings && !reached) || (layer >= FirstLayer && layer <= LastLayer));
            result.Add(spec with { Trained = spec.Trained && !isFrozen });
        }

        return result;
    }

    // The first part of a name that is a number.
    static int? LayerOf(string name, ModelFamily family) => !family.IsEncoder(name) ? null
        : name.Split('.').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (int?)number : null)
            .FirstOrDefault(number => number is not null);

    static (int First, int Last)? Layers(string text)
    {
        const string word = "layers:";
        if (!text.StartsWith(word, StringComparison.Ordinal))
        {
            return null;
        }

        var ends = text[word.Length..].Split('-');
        return ends.Length <= 2 && Number(ends[0]) is { } first && Number(ends[^1]) is { } last && first <= last ? (first, last) : null;
    }

    static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
