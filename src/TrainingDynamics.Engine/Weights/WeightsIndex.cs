namespace TrainingDynamics.Engine.Weights;

/// <summary>
/// The list that says which file holds which tensor where a checkpoint is spread over several; Hugging Face's
/// <c>*.index.json</c>.
/// </summary>
/// <param name="Path">The index as it was read.</param>
/// <param name="FileOf">Tensor's name → name of the file, which lies beside the index.</param>
sealed record WeightsIndex(string Path, IReadOnlyDictionary<string, string> FileOf)
{
    const string Ending = ".index.json";

    /// <summary>The files' names, each once.</summary>
    public IReadOnlyList<string> Files => [.. FileOf.Values.Distinct(StringComparer.Ordinal)];

    /// <summary>Whether the name is that of an index.</summary>
    public static bool IsIndex(string path) =>
        path.EndsWith(Ending, StringComparison.Ordinal);

    /// <summary>Reads an index, not the files that it names.</summary>
    /// <exception cref="WeightsFormatException">
    /// It cannot be read, is malformed, or names a file that would not lie beside it.
    /// </exception>
    public static WeightsIndex Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(RegularFile.ReadAllBytes(path, RegularFile.MostJsonBytes));
            var files = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var tensor in document.RootElement.GetProperty("weight_map").EnumerateObject())
            {
                var file = tensor.Value.GetString() ?? "";
                if (!IsName(file))
                {
                    throw new WeightsFormatException(
                        path, tensor.Name, $"found the file '{file}', expected the name of a .safetensors or .bin file beside the index");
                }

                if (!files.TryAdd(tensor.Name, file))
                {
                    throw new WeightsFormatException(path, tensor.Name, "is listed twice");
                }
            }

            return new WeightsIndex(path, files);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WeightsFormatException(path, null, $"cannot be read: {e.Message}", e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new WeightsFormatException(path, null, $"is no index of weights: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    // An index comes from whoever made the checkpoint: it must not lead out of its folder, nor to another index.
    static bool IsName(string file) => file.IndexOfAny(['/', '\\', ':', '\0']) < 0 && !file.Contains("..", StringComparison.Ordinal)
        && (file.EndsWith(".safetensors", StringComparison.Ordinal) || file.EndsWith(".bin", StringComparison.Ordinal));
}
