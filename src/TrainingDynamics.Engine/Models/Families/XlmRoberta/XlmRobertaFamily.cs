namespace TrainingDynamics.Engine.Models;

/// <summary>
/// XLM-RoBERTa: RoBERTa of a hundred languages, with a vocabulary of SentencePiece. Its checkpoints have RoBERTa's names. Sources:
/// Conneau et al. 2020; Hugging Face transformers 4.21, <c>models/xlm_roberta</c>.
/// </summary>
sealed class XlmRobertaFamily : ModelFamily
{
    /// <inheritdoc/>
    public override string ModelType => "xlm-roberta";

    internal override string ClassName => "XLMRobertaForSequenceClassification";

    internal override ConfigFields Fields => ConfigFields.Bert;

    internal override string EncoderPrefix => ModelFamilies.Roberta.EncoderPrefix;

    internal override IReadOnlyList<string> PreTrainingHeads => ModelFamilies.Roberta.PreTrainingHeads;

    internal override ModelConfig Read(ConfigReader json) => ModelFamilies.Roberta.Read(json) with { Family = this };

    internal override void Write(ConfigWriter json, ModelConfig config) => ModelFamilies.Roberta.Write(json, config);

    internal override IReadOnlyList<ParameterSpec> Parameters(ModelConfig config) => ModelFamilies.Roberta.Parameters(config);

    internal override TextClassifier Create(ModelConfig config, Device device, IDropout dropout) =>
        ModelFamilies.Roberta.Create(config, device, dropout);

    internal override int MaxTokens(ModelConfig config) => ModelFamilies.Roberta.MaxTokens(config);
}
