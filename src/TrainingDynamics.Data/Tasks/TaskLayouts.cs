namespace TrainingDynamics.Data;

/// <summary>
/// The tasks: GLUE's nine, SNLI and the demo. Class order, names and columns are those of the data sets on the Hub (nyu-mll/glue, stanfordnlp/snli)
/// and of the loaders that made them from the text files, so that label id 1 is the same class here and there. GLUE's <c>index</c> is the row
/// number, which is the Hub's <c>idx</c>; QQP's <c>id</c> is not, so the row number is used there.
/// </summary>
static class TaskLayouts
{
    static readonly string[] Entailment = ["entailment", "not_entailment"];
    static readonly string[] Inference = ["entailment", "neutral", "contradiction"];

    public static IReadOnlyList<TaskLayout> All { get; } =
    [
        new("demo", "demo", new(null, "sentence", null, "label"), ["negative", "positive"]) { HubId = null },
        new("cola", "CoLA", new(null, "sentence", null, "label"), ["unacceptable", "acceptable"])
        {
            Header = ["source", "label", "star", "sentence"],
            Metrics = [TaskMetric.Matthews, TaskMetric.Accuracy],
        },
        new("mnli", "MNLI", new("index", "sentence1", "sentence2", "gold_label"), Inference)
        {
            ParquetColumns = new("idx", "premise", "hypothesis", "label"),
            Dev = new("dev_matched", ["dev_matched.tsv"], "validation_matched"),
            MoreDev = ("mismatched", new("dev_mismatched", ["dev_mismatched.tsv"], "validation_mismatched")),
        },
        new("mrpc", "MRPC", new(null, "#1 String", "#2 String", "Quality"), ["not_equivalent", "equivalent"])
        {
            ParquetColumns = new("idx", "sentence1", "sentence2", "label"),
            Metrics = [TaskMetric.Accuracy, TaskMetric.F1],
            ReadOriginal = MrpcCorpus.TryRead,
        },
        new("qnli", "QNLI", new("index", "question", "sentence", "label"), Entailment),
        new("qqp", "QQP", new(null, "question1", "question2", "is_duplicate"), ["not_duplicate", "duplicate"])
        {
            LeavesOutIncomplete = true,
            Metrics = [TaskMetric.Accuracy, TaskMetric.F1],
        },
        new("rte", "RTE", new("index", "sentence1", "sentence2", "label"), Entailment),
        new("sst2", "SST-2", new(null, "sentence", null, "label"), ["negative", "positive"]),
        new("stsb", "STS-B", new("index", "sentence1", "sentence2", "score"), [Dataset.ScoreName])
        {
            IsRegression = true,
            Metrics = [TaskMetric.Pearson, TaskMetric.Spearman],
        },
        new("wnli", "WNLI", new("index", "sentence1", "sentence2", "label"), ["not_entailment", "entailment"]),
        new("snli", "snli_1.0", new(null, "sentence1", "sentence2", "gold_label"), Inference)
        {
            ParquetColumns = new(null, "premise", "hypothesis", "label"),
            Train = new("train", ["snli_1.0_train.txt", "snli_1.0_train.jsonl"], "train"),
            Dev = new("dev", ["snli_1.0_dev.txt", "snli_1.0_dev.jsonl"], "validation"),
            // Rows on which the annotators did not agree: the Hub's loader keeps them as class −1, whoever trains on
            // them leaves them out first.
            LeftOut = ["-", "-1"],
            HubId = "stanfordnlp/snli",
            HubFolder = "plain_text",
        },
    ];
}
