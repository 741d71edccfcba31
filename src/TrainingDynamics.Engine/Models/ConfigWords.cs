namespace TrainingDynamics.Engine.Models;

/// <summary>The words that <c>config.json</c> has for the engine's choices.</summary>
static class ConfigWords
{
    public const string Classification = "single_label_classification";
    public const string Regression = "regression";

    public static IReadOnlyList<(string Word, ModelFamily Family, string Architecture)> Families { get; } =
    [
        ("bert", ModelFamily.Bert, "BertForSequenceClassification"),
        ("distilbert", ModelFamily.DistilBert, "DistilBertForSequenceClassification"),
        ("roberta", ModelFamily.Roberta, "RobertaForSequenceClassification"),
        ("electra", ModelFamily.Electra, "ElectraForSequenceClassification"),
    ];

    public static IReadOnlyList<(string Word, Activation Activation)> Activations { get; } =
        [("gelu", Activation.Gelu), ("gelu_new", Activation.GeluTanh), ("relu", Activation.Relu)];
}
