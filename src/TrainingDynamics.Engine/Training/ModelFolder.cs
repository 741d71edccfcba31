using TrainingDynamics.Engine.Weights;

namespace TrainingDynamics.Engine.Training;

/// <summary>Saves a model so that Hugging Face's <c>from_pretrained</c> loads it with its tokenizer.</summary>
static class ModelFolder
{
    /// <summary>Every file that <see cref="Save"/> may write; which ones the tokenizer has depends on its kind.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        ModelSource.ConfigFile, ModelSource.WeightsFile, LoraConfigFile.Name, AdapterWeights.Names[0], .. TokenizerFolder.Files,
    ];

    /// <summary>
    /// Writes config, weights and tokenizer, creating the folder; a file has its name when it is whole. Of an adapted model the
    /// weights are PEFT's two files, without those that they belong to.
    /// </summary>
    public static void Save(TextClassifier model, ITokenizer tokenizer, string folder)
    {
        Directory.CreateDirectory(folder);
        ModelConfigFile.Write(model.Config, Path.Combine(folder, ModelSource.ConfigFile));
        SaveTokenizer(tokenizer, folder);
        if (model.Config.Lora is { } lora)
        {
            var inputsFirst = model.Parameters.Layout.Slices.Any(slice => slice.Value.InputsFirst && lora.IsTarget(LoraConfig.ModuleOf(slice.Key)));
            LoraConfigFile.Write(lora, inputsFirst, Path.Combine(folder, LoraConfigFile.Name));
            AdapterWeights.Save(model, Path.Combine(folder, AdapterWeights.Names[0]));
        }
        else
        {
            Checkpoint.Save(model, Path.Combine(folder, ModelSource.WeightsFile));
        }
    }

    /// <summary>Takes the weights that <see cref="Save"/> wrote into the model that they were of, frozen weights being what they were.</summary>
    /// <exception cref="WeightsFormatException">A file is missing or damaged.</exception>
    public static void Load(TextClassifier model, string folder)
    {
        if (model.Config.Lora is null)
        {
            Checkpoint.Load(model, Path.Combine(folder, ModelSource.WeightsFile));
            return;
        }

        using var adapter = AdapterWeights.Open(Path.Combine(folder, AdapterWeights.Names[0]));
        adapter.LoadInto(model);
    }

    // Tokenizers write straight to their files' final names, so each writes into an empty folder first.
    static void SaveTokenizer(ITokenizer tokenizer, string folder)
    {
        var partial = Path.Combine(folder, $"tokenizer{WholeFile.PartialSuffix}");
        if (Directory.Exists(partial))
        {
            Directory.Delete(partial, recursive: true);
        }

        Directory.CreateDirectory(partial);
        try
        {
            tokenizer.Save(partial);
            foreach (var file in Directory.GetFiles(partial))
            {
                File.Move(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
            }
        }
        finally
        {
            Directory.Delete(partial, recursive: true);
        }
    }
}
