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

    /// <summary>All that are built.</summary>
    public static IReadOnlyList<ModelFamily> All { get; } = [Bert, DistilBert, Roberta, Electra, XlmRoberta];

    /// <summary>The family of a <c>model_type</c>; null when it is not built.</summary>
    public static ModelFamily? Find(string modelType) => All.FirstOrDefault(family => family.ModelType == modelType);
}
