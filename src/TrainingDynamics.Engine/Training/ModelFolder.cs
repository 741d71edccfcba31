using System.Text.Json;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Weights;
using TrainingDynamics.Logs;
using TrainingDynamics.Text.Tokenization;

namespace TrainingDynamics.Engine.Training;

/// <summary>Saves a model so that Hugging Face's <c>from_pretrained</c> loads it with its tokenizer.</summary>
static class ModelFolder
{
    const string SpecialTokensFile = "special_tokens_map.json";

    /// <summary>Every file that <see cref="Save"/> writes.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [ModelSource.ConfigFile, ModelSource.WeightsFile, "vocab.txt", "tokenizer_config.json", SpecialTokensFile];

    /// <summary>Writes the five files, creating the folder.</summary>
    public static void Save(TextClassifier model, WordPieceTokenizer tokenizer, string folder)
    {
        Directory.CreateDirectory(folder);
        ModelConfigFile.Write(model.Config, Path.Combine(folder, ModelSource.ConfigFile));
        tokenizer.Save(folder);
        var special = tokenizer.Options.SpecialTokens;
        WholeFile.Write(Path.Combine(folder, SpecialTokensFile), stream =>
        {
            using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
            json.WriteStartObject();
            json.WriteString("cls_token", special.Classifier);
            json.WriteString("mask_token", special.Mask);
            json.WriteString("pad_token", special.Padding);
            json.WriteString("sep_token", special.Separator);
            json.WriteString("unk_token", special.Unknown);
            json.WriteEndObject();
        });
        Checkpoint.Save(model, Path.Combine(folder, ModelSource.WeightsFile));
    }
}
