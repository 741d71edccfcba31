namespace TrainingDynamics.Engine.Models;

/// <summary>Refuses configs whose sizes and constants no model can have.</summary>
static class ModelConfigCheck
{
    // Far beyond what is trained anywhere; products of sizes up to it stay within 64 bits, and lists within memory.
    const int LargestTable = 1 << 26;
    const int LargestWidth = 1 << 20;
    const int MostLayers = 1 << 12;

    /// <summary>Labels that a config may have.</summary>
    public const int MostLabels = 1 << 20;

    /// <exception cref="ModelConfigException">With <paramref name="path"/> and the field's name.</exception>
    public static void Check(ModelConfig config, string path)
    {
        var fields = config.Family.Fields;
        Size("vocab_size", config.VocabularySize, LargestTable);
        Size(fields.Hidden, config.HiddenSize, LargestWidth);
        Size("embedding_size", config.EmbeddingSize, LargestWidth);
        Size(fields.Layers, config.Layers, MostLayers);
        Size(fields.Heads, config.Heads, LargestWidth);
        Size(fields.Intermediate, config.IntermediateSize, LargestWidth);
        Size(fields.Positions, config.MaxPositions, LargestTable);
        Size("type_vocab_size", config.TypeVocabularySize, LargestTable, config.Family.LeastTypes);
        Size("number of labels", config.Labels, MostLabels);
        Probability(fields.HiddenDropout ?? "", config.HiddenDropout);
        Probability(fields.AttentionDropout, config.AttentionDropout);
        Probability(fields.ClassifierDropout ?? "", config.ClassifierDropout ?? 0);
        if (config.OwnHeadSize is null && config.HiddenSize % config.Heads != 0)
        {
            Fail($"{fields.Hidden} {config.HiddenSize} is no multiple of {fields.Heads} {config.Heads}");
        }

        Size("head_dim", config.HeadSize, LargestWidth);
        if ((uint)config.PaddingId >= config.VocabularySize)
        {
            Fail($"pad_token_id {config.PaddingId} is no id of a vocabulary of {config.VocabularySize}");
        }

        if (config.MaxTokens < 1)
        {
            Fail($"max_position_embeddings {config.MaxPositions} leaves no position for tokens, which start after pad_token_id "
                + $"{config.PaddingId}");
        }

        if (config.Family.Problems(config).FirstOrDefault() is { } problem)
        {
            Fail(problem);
        }

        void Size(string field, int value, int largest, int least = 1)
        {
            if (value < least || value > largest)
            {
                Fail($"found {field} {value}, expected at least {least}" + (value < least ? "" : $" and at most {largest}"));
            }
        }

        void Probability(string field, double value)
        {
            if (value is not (>= 0 and < 1))
            {
                Fail(string.Create(CultureInfo.InvariantCulture, $"found {field} {value}, expected a probability in [0, 1)"));
            }
        }

        void Fail(string problem) => throw new ModelConfigException($"{path}: {problem}");
    }
}
