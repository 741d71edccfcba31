using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Weights;
using TrainingDynamics.Text.Tokenization;

namespace TrainingDynamics.Engine.Training;

/// <summary>Saves a model so that Hugging Face's <c>from_pretrained</c> loads it with its tokenizer.</summary>
static class ModelFolder
{
    /// <summary>Every file that <see cref="Save"/> may write; which ones the tokenizer has depends on its kind.</summary>
    public static IReadOnlyList<string> Files { get; } = [ModelSource.ConfigFile, ModelSource.WeightsFile, .. TokenizerFolder.Files];

    /// <summary>Writes config, weights and tokenizer, creating the folder.</summary>
    public static void Save(TextClassifier model, ITokenizer tokenizer, string folder)
    {
        Directory.CreateDirectory(folder);
        ModelConfigFile.Write(model.Config, Path.Combine(folder, ModelSource.ConfigFile));
        tokenizer.Save(folder);
        Checkpoint.Save(model, Path.Combine(folder, ModelSource.WeightsFile));
    }
}
