namespace TrainingDynamics.Engine.Models;

/// <summary>Hugging Face's <c>config.json</c> of any of the families, read and written.</summary>
public static class ModelConfigFile
{
    /// <summary>
    /// Reads a config; absent optional fields take Hugging Face's defaults of the family, unknown fields are ignored.
    /// </summary>
    /// <exception cref="ModelConfigException">
    /// The file is missing or malformed, of another family, or its sizes contradict each other.
    /// </exception>
    public static ModelConfig Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(RegularFile.ReadAllBytes(path, RegularFile.MostJsonBytes));
            var config = new ConfigReader(document.RootElement, path).Read();
            ModelConfigCheck.Check(config, path);
            return config;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelConfigException($"{path}: cannot be read: {e.Message}", e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new ModelConfigException($"{path}: is no model config: {e.Message}", e);
        }
    }

    /// <summary>Writes a config that <c>AutoModelForSequenceClassification.from_pretrained</c> loads.</summary>
    public static void Write(ModelConfig config, string path)
    {
        ArgumentNullException.ThrowIfNull(config);
        WholeFile.Write(path, stream =>
        {
            using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
            ConfigWriter.Write(json, config);
        });
    }
}

/// <summary>A <c>config.json</c> is missing, malformed, or describes a model that the engine does not build.</summary>
public sealed class ModelConfigException(string message, Exception? cause = null) : EngineException(message, cause);
