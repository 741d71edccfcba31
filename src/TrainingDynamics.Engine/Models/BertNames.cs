namespace TrainingDynamics.Engine.Models;

/// <summary>Hugging Face's names of a BERT classifier's parameters.</summary>
static class BertNames
{
    public const string Word = "bert.embeddings.word_embeddings.weight";
    public const string Position = "bert.embeddings.position_embeddings.weight";
    public const string TokenType = "bert.embeddings.token_type_embeddings.weight";
    public const string EmbeddingNorm = "bert.embeddings.LayerNorm";
    public const string Pooler = "bert.pooler.dense";
    public const string Classifier = "classifier";

    static readonly string[] Projections = ["query", "key", "value"];

    public static string Layer(int layer) => $"bert.encoder.layer.{layer}";

    public static bool IsClassifier(string name) => name.StartsWith($"{Classifier}.", StringComparison.Ordinal);

    /// <summary>What a pre-trained checkpoint may lack.</summary>
    public static bool IsHead(string name) => IsClassifier(name) || name.StartsWith($"{Pooler}.", StringComparison.Ordinal);

    /// <summary>All parameters in Hugging Face's order, the query, key and value of a layer as one.</summary>
    public static ParameterLayout Layout(BertConfig config)
    {
        int hidden = config.HiddenSize, inner = config.IntermediateSize;
        List<ParameterSpec> specs =
        [
            new([Word], [config.VocabularySize, hidden], InitialValue.Normal),
            new([Position], [config.MaxPositions, hidden], InitialValue.Normal),
            new([TokenType], [config.TypeVocabularySize, hidden], InitialValue.Normal),
            .. Norm(EmbeddingNorm, hidden),
        ];
        for (var i = 0; i < config.Layers; i++)
        {
            var layer = Layer(i);
            string[] projections = [.. Projections.Select(p => $"{layer}.attention.self.{p}")];
            specs.AddRange(
            [
                new([.. projections.Select(p => $"{p}.weight")], [3 * hidden, hidden], InitialValue.Normal),
                new([.. projections.Select(p => $"{p}.bias")], [3 * hidden], InitialValue.Zero),
                .. Linear($"{layer}.attention.output.dense", hidden, hidden),
                .. Norm($"{layer}.attention.output.LayerNorm", hidden),
                .. Linear($"{layer}.intermediate.dense", inner, hidden),
                .. Linear($"{layer}.output.dense", hidden, inner),
                .. Norm($"{layer}.output.LayerNorm", hidden),
            ]);
        }

        specs.AddRange([.. Linear(Pooler, hidden, hidden), .. Linear(Classifier, config.Labels, hidden)]);
        return new ParameterLayout(specs);
    }

    static ParameterSpec[] Linear(string name, int outputs, int inputs) =>
    [
        new([$"{name}.weight"], [outputs, inputs], InitialValue.Normal),
        new([$"{name}.bias"], [outputs], InitialValue.Zero),
    ];

    static ParameterSpec[] Norm(string name, int width) =>
    [
        new([$"{name}.weight"], [width], InitialValue.One),
        new([$"{name}.bias"], [width], InitialValue.Zero),
    ];
}
