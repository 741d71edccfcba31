namespace TrainingDynamics.Engine.Models;

/// <summary>What Hugging Face calls the modules of an encoder layer.</summary>
/// <param name="Projections">The query's, the key's and the value's, in this order.</param>
/// <param name="AttentionOutput">Linear, after the heads are merged.</param>
/// <param name="AttentionNorm">Layer norm after the attention's residual.</param>
/// <param name="Up">Linear from H to I.</param>
/// <param name="Down">Linear from I to H.</param>
/// <param name="OutputNorm">Layer norm after the feed-forward's residual.</param>
sealed record EncoderLayerNames(
    IReadOnlyList<string> Projections, string AttentionOutput, string AttentionNorm, string Up, string Down, string OutputNorm)
{
    /// <summary>In BERT and the families that took its encoder over.</summary>
    /// <param name="prefix">Of the encoder's names; ends with a dot.</param>
    /// <param name="layer">From 0.</param>
    /// <param name="projection">What follows query, key and value.</param>
    public static EncoderLayerNames Bert(string prefix, int layer, string projection = "")
    {
        var name = $"{prefix}encoder.layer.{layer}";
        return new EncoderLayerNames(
            [$"{name}.attention.self.query{projection}", $"{name}.attention.self.key{projection}", $"{name}.attention.self.value{projection}"],
            $"{name}.attention.output.dense",
            $"{name}.attention.output.LayerNorm",
            $"{name}.intermediate.dense",
            $"{name}.output.dense",
            $"{name}.output.LayerNorm");
    }

    /// <summary>The layer's parameters in Hugging Face's order, query, key and value as one.</summary>
    public IEnumerable<ParameterSpec> Specs(ModelConfig config)
    {
        int hidden = config.HiddenSize, inner = config.IntermediateSize;
        return
        [
            new([.. Projections.Select(p => $"{p}.weight")], [3 * hidden, hidden], InitialValue.Normal, Decayed: true),
            new([.. Projections.Select(p => $"{p}.bias")], [3 * hidden], InitialValue.Zero, Decayed: false),
            .. ParameterSpec.Linear(AttentionOutput, hidden, hidden),
            .. ParameterSpec.Norm(AttentionNorm, hidden),
            .. ParameterSpec.Linear(Up, inner, hidden),
            .. ParameterSpec.Linear(Down, hidden, inner),
            .. ParameterSpec.Norm(OutputNorm, hidden),
        ];
    }
}
