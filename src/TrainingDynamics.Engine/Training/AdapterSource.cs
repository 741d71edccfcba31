using TrainingDynamics.Engine.Weights;

namespace TrainingDynamics.Engine.Training;

/// <summary>An adapter in PEFT's layout.</summary>
/// <param name="Config">What its <c>adapter_config.json</c> says.</param>
/// <param name="WeightsPath">Its weights.</param>
public sealed record AdapterSource(LoraConfig Config, string WeightsPath)
{
    /// <summary>
    /// Finds the model that the adapter of a folder belongs to. Config and tokenizer are the folder's where it has them, as
    /// <c>td train</c> writes them, else the base's; then the adapter's classifier says how many labels there are.
    /// </summary>
    /// <param name="folder">Has an <c>adapter_config.json</c>.</param>
    /// <param name="find">Finds a model by a folder or Hub id; null: there is none.</param>
    /// <exception cref="ModelSourceException">Weights or base are not there.</exception>
    /// <exception cref="LoraConfigException">The config is malformed, or asks for what is not built.</exception>
    internal static ModelSource Resolve(string folder, Func<string, ModelSource?> find)
    {
        var configPath = Path.Combine(folder, LoraConfigFile.Name);
        var lora = LoraConfigFile.Read(configPath);
        var weights = AdapterWeights.Names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw new ModelSourceException($"{folder}: lacks {string.Join(" or ", AdapterWeights.Names)}, expected an adapter's weights beside {LoraConfigFile.Name}");
        var source = lora.BaseModel is { } name ? find(name) : null;
        if (source is null || source.Adapter is not null)
        {
            var found = lora.BaseModel is null ? "no base_model_name_or_path" : $"base_model_name_or_path '{lora.BaseModel}'";
            throw new ModelSourceException(
                $"{configPath}: found {found}, {(source is null ? "expected" : "which is an adapter itself; expected")} the folder or Hub id of the whole model "
                + "that the adapter belongs to; correct it there");
        }

        var own = Path.Combine(folder, ModelSource.ConfigFile);
        return source with
        {
            Config = File.Exists(own) ? ModelConfigFile.Read(own) : WithLabels(source.Config, weights),
            Tokenizer = TokenizerFolder.IsIn(folder) ? TokenizerFolder.Load(folder) : source.Tokenizer,
            Adapter = new AdapterSource(lora, weights),
        };
    }

    /// <summary>The number of weights that it changes or replaces.</summary>
    internal int Count()
    {
        using var adapter = AdapterWeights.Open(WeightsPath);
        return adapter.Modules.Count + adapter.Saved.Count;
    }

    // The rows of what has one more of them where there is one more label.
    static ModelConfig WithLabels(ModelConfig config, string weights)
    {
        using var adapter = AdapterWeights.Open(weights);
        var slices = TextClassifier.Layout(config).Slices;
        var more = TextClassifier.Layout(config with { LabelNames = [.. config.LabelNames, "one more"] }).Slices;
        var saved = adapter.Saved.FirstOrDefault(tensor => slices.TryGetValue(tensor.Key, out var slice) && !slice.Shape.SequenceEqual(more[tensor.Key].Shape));
        var labels = saved.Value is [var rows, ..] ? rows : config.Labels;
        return labels == config.Labels || labels is < 1 or > ModelConfigCheck.MostLabels
            ? config
            : config with { LabelNames = [.. Enumerable.Range(0, (int)labels).Select(id => $"LABEL_{id}")] };
    }
}
