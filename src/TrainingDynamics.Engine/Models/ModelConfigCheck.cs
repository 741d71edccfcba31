using System.Globalization;

namespace TrainingDynamics.Engine.Models;

/// <summary>Refuses configs whose sizes and constants no model can have.</summary>
static class ModelConfigCheck
{
    /// <exception cref="ModelConfigException">With <paramref name="path"/> and the field's name.</exception>
    public static void Check(ModelConfig config, string path)
    {
        var fields = ConfigFields.Of(config.Family);
        Positive("vocab_size", config.VocabularySize);
        Positive(fields.Hidden, config.HiddenSize);
        Positive("embedding_size", config.EmbeddingSize);
        Positive(fields.Layers, config.Layers);
        Positive(fields.Heads, config.Heads);
        Positive(fields.Intermediate, config.IntermediateSize);
        Positive("max_position_embeddings", config.MaxPositions);
        Positive("type_vocab_size", config.TypeVocabularySize);
        Positive("number of labels", config.Labels);
        Probability(fields.HiddenDropout, config.HiddenDropout);
        Probability(fields.AttentionDropout, config.AttentionDropout);
        Probability(fields.ClassifierDropout, config.ClassifierDropout ?? 0);
        if (config.HiddenSize % config.Heads != 0)
            Fail($"{fields.Hidden} {config.HiddenSize} is no multiple of {fields.Heads} {config.Heads}");
        if ((uint)config.PaddingId >= config.VocabularySize)
            Fail($"pad_token_id {config.PaddingId} is no id of a vocabulary of {config.VocabularySize}");
        if (config.MaxTokens < 1)
        {
            Fail($"max_position_embeddings {config.MaxPositions} leaves no position for tokens, which start after pad_token_id "
                + $"{config.PaddingId}");
        }

        void Positive(string field, int value)
        {
            if (value < 1)
                Fail($"found {field} {value}, expected at least 1");
        }

        void Probability(string field, double value)
        {
            if (value is not (>= 0 and < 1))
                Fail(string.Create(CultureInfo.InvariantCulture, $"found {field} {value}, expected a probability in [0, 1)"));
        }

        void Fail(string problem) => throw new ModelConfigException($"{path}: {problem}");
    }
}
