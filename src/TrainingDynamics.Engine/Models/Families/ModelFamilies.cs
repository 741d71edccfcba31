namespace TrainingDynamics.Engine.Models;

/// <summary>The table of families: a new one is a folder and a row here.</summary>
public static class ModelFamilies
{
    /// <summary>BERT; Devlin et al. 2019.</summary>
    public static ModelFamily Bert { get; } = new BertFamily();

    /// <summary>DistilBERT; Sanh et al. 2019.</summary>
    public static ModelFamily DistilBert { get; } = new DistilBertFamily();

    /// <summary>RoBERTa; Liu et al. 2019.</summary>
    public static ModelFamily Roberta { get; } = new RobertaFamily();

    /// <summary>ELECTRA's discriminator; Clark et al. 2020.</summary>
    public static ModelFamily Electra { get; } = new ElectraFamily();

    /// <summary>XLM-RoBERTa; Conneau et al. 2020.</summary>
    public static ModelFamily XlmRoberta { get; } = new XlmRobertaFamily();

    /// <summary>ModernBERT; Warner et al. 2024.</summary>
    public static ModelFamily ModernBert { get; } = new ModernBertFamily();

    /// <summary>Llama 1 to 3, and the models that say they are one; Touvron et al. 2023.</summary>
    public static ModelFamily Llama { get; } = new LlamaFamily();

    /// <summary>Mistral; Jiang et al. 2023.</summary>
    public static ModelFamily Mistral { get; } = new MistralFamily();

    /// <summary>Qwen2 and 2.5; Yang et al. 2024.</summary>
    public static ModelFamily Qwen2 { get; } = new Qwen2Family();

    /// <summary>Qwen3; Yang et al. 2025.</summary>
    public static ModelFamily Qwen3 { get; } = new Qwen3Family();

    /// <summary>GPT-2; Radford et al. 2019.</summary>
    public static ModelFamily Gpt2 { get; } = new Gpt2Family();

    /// <summary>DeBERTa-v2 and v3; He et al. 2021.</summary>
    public static ModelFamily DebertaV2 { get; } = new DebertaV2Family();

    /// <summary>ALBERT; Lan et al. 2020.</summary>
    public static ModelFamily Albert { get; } = new AlbertFamily();

    /// <summary>MPNet; Song et al. 2020.</summary>
    public static ModelFamily Mpnet { get; } = new MpnetFamily();

    /// <summary>All that are built.</summary>
    public static IReadOnlyList<ModelFamily> All { get; } =
    [
        Bert, DistilBert, Roberta, Electra, XlmRoberta, ModernBert, DebertaV2, Albert, Mpnet,
        Llama, Mistral, Qwen2, Qwen3, Gpt2,
    ];

    /// <summary>The family of a size that <see cref="ModelConfig.Named"/> knows; null when it is none.</summary>
    public static ModelFamily? OfSize(string name) => All.FirstOrDefault(family => family.Sizes.Any(size => size.Name == name));

    /// <summary>The family of a <c>model_type</c>; null when it is not built.</summary>
    public static ModelFamily? Find(string modelType) => All.FirstOrDefault(family => family.ModelType == modelType);
}
