namespace TrainingDynamics.Data.Tests;

/// <summary>
/// A few rows of every task in both of its forms: text files as its distribution lays them out, and the Hub's Parquet
/// files. Header lines and columns are those of the real files, the sentences are made up.
/// </summary>
sealed record GlueFiles(string Task, string Folder, (string Name, string Content)[] Texts, string HubFolder)
{
    const string MnliHead = "index\tpromptID\tpairID\tgenre\tsentence1_binary_parse\tsentence2_binary_parse\tsentence1_parse\tsentence2_parse\tsentence1\tsentence2\tlabel1\t";
    const string MnliDevHead = MnliHead + "label2\tlabel3\tlabel4\tlabel5\tgold_label\n";
    const string StsHead = "index\tgenre\tfilename\tyear\told_index\tsource1\tsource2\tsentence1\tsentence2\tscore\n";
    const string SnliHead = "gold_label\tsentence1_binary_parse\tsentence2_binary_parse\tsentence1_parse\tsentence2_parse\tsentence1\tsentence2\tcaptionID\tpairID\tlabel1\n";
    const string MsrHead = "\uFEFFQuality\t#1 ID\t#2 ID\t#1 String\t#2 String\r\n";

    public static IReadOnlyList<GlueFiles> All { get; } =
    [
        Make("cola", "CoLA", "gj04\t1\t\tThe \"boat\" sank.\ngj04\t0\t*\tThe boat sinked it.\n"),
        new(
            "mnli",
            "MNLI",
            [
                ("train.tsv", MnliHead + "gold_label\n" + Mnli(0, "neutral\tneutral") + Mnli(1, "entailment\tentailment") + Mnli(2, "contradiction\tcontradiction")),
                ("dev_matched.tsv", MnliDevHead + Mnli(0, "neutral\tneutral\tneutral\tneutral\tentailment\tneutral")),
                ("dev_mismatched.tsv", MnliDevHead + Mnli(0, "a\tb\tc\td\te\tcontradiction") + Mnli(1, "a\tb\tc\td\te\tentailment")),
            ],
            "mnli"),
        new(
            "mrpc",
            "MRPC",
            [
                ("msr_paraphrase_train.txt", MsrHead + "1\t11\t12\tHe \"said\" so .\tSo he said .\r\n0\t21\t22\tA rose .\tB fell .\r\n1\t31\t32\tC\tc\r\n"),
                ("mrpc_dev_ids.tsv", "21\t22\n"),
            ],
            "mrpc"),
        Make("qnli", "QNLI", "index\tquestion\tsentence\tlabel\n0\tWho?\tShe did.\tentailment\n1\tWhen?\tIt rained.\tnot_entailment\n"),
        Make(
            "qqp",
            "QQP",
            "id\tqid1\tqid2\tquestion1\tquestion2\tis_duplicate\n900\t1\t2\tHow?\tHow so?\t1\n901\t3\t4\tbroken\n902\t5\t6\tbroken\ttoo\n903\t7\t8\tWhy?\tWho?\t0\n904\t7\t8\tno\tlabel\t\n"),
        Make("rte", "RTE", "index\tsentence1\tsentence2\tlabel\n0\ta b\tb\tentailment\n1\tc\td\tnot_entailment\n"),
        Make("sst2", "SST-2", "sentence\tlabel\nfine \t1\n\"bad\t0\n"),
        Make("stsb", "STS-B", StsHead + "0\tg\tf\t2012\t1\ts\ts\ta\tb\t3.800\n1\tg\tf\t2012\t2\ts\ts\tc\td\t0.0\n2\tg\tf\t2012\t3\ts\ts\te\tf\t5\n"),
        Make("wnli", "WNLI", "index\tsentence1\tsentence2\tlabel\n0\ta\tb\t1\n1\tc\td\t0\n"),
        new(
            "snli",
            "snli_1.0",
            [
                ("snli_1.0_train.txt", SnliHead + Snli("neutral") + Snli("-") + Snli("entailment")),
                ("snli_1.0_dev.txt", SnliHead + Snli("-") + Snli("contradiction")),
            ],
            "plain_text"),
    ];

    /// <summary>The Hub's files, made of what the text files hold, rows without a gold label included.</summary>
    public IEnumerable<(string Name, byte[] Content)> Parquet() => Task switch
    {
        "cola" => Both(("sentence", Of("The \"boat\" sank.", "The boat sinked it.")), Labels(1, 0), Idx(0, 1)),
        "mnli" =>
        [
            Shard("train", ("premise", Of("p 0", "p 1", "p 2")), ("hypothesis", Of("h 0", "h 1", "h 2")), Labels(1, 0, 2), Idx(0, 1, 2)),
            Shard("validation_matched", ("premise", Of("p 0")), ("hypothesis", Of("h 0")), Labels(1), Idx(0)),
            Shard("validation_mismatched", ("premise", Of("p 0", "p 1")), ("hypothesis", Of("h 0", "h 1")), Labels(2, 0), Idx(0, 1)),
            Shard("test_matched", ("premise", Of("t")), ("hypothesis", Of("t")), Labels(-1), Idx(0)),
        ],
        "mrpc" =>
        [
            Shard("train", ("sentence1", Of("He \"said\" so .", "C")), ("sentence2", Of("So he said .", "c")), Labels(1, 1), Idx(0, 2)),
            Shard("validation", ("sentence1", Of("A rose .")), ("sentence2", Of("B fell .")), Labels(0), Idx(1)),
        ],
        "qnli" => Both(("question", Of("Who?", "When?")), ("sentence", Of("She did.", "It rained.")), Labels(0, 1), Idx(0, 1)),
        "qqp" => Both(("question1", Of("How?", "Why?")), ("question2", Of("How so?", "Who?")), Labels(1, 0), Idx(0, 3)),
        "rte" => Both(("sentence1", Of("a b", "c")), ("sentence2", Of("b", "d")), Labels(0, 1), Idx(0, 1)),
        "sst2" => Both(("sentence", Of("fine ", "\"bad")), Labels(1, 0), Idx(0, 1)),
        "stsb" => Both(
            ("sentence1", Of("a", "c", "e")), ("sentence2", Of("b", "d", "f")), ("label", new[] { 3.8f, 0f, 5f }), Idx(0, 1, 2)),
        "wnli" => Both(("sentence1", Of("a", "c")), ("sentence2", Of("b", "d")), Labels(1, 0), Idx(0, 1)),
        "snli" =>
        [
            Shard("train", ("premise", Of("p", "p", "p")), ("hypothesis", Of("h", "h", "h")), Labels(1, -1, 0)),
            Shard("validation", ("premise", Of("p", "p")), ("hypothesis", Of("h", "h")), Labels(-1, 2)),
        ],
        _ => throw new InvalidOperationException(Task),
    };

    /// <summary>Reads the text files, written below <paramref name="folder"/> in the task's own folder.</summary>
    public TaskData LoadTexts(TemporaryFolder folder)
    {
        foreach (var (name, content) in Texts)
        {
            folder.Write(Path.Combine(Folder, name), content);
        }

        return TaskCatalog.Load(Task, folder.Path);
    }

    /// <summary>Reads the Parquet files, written below <paramref name="folder"/> as the Hub lays them out.</summary>
    public TaskData LoadParquet(TemporaryFolder folder)
    {
        foreach (var (name, content) in Parquet())
        {
            folder.Write(Path.Combine(HubFolder, name), content);
        }

        return TaskCatalog.Load(Task, folder.Path);
    }

    static GlueFiles Make(string task, string folder, string rows) =>
        new(task, folder, [("train.tsv", rows), ("dev.tsv", rows)], task);

    static string Mnli(int index, string labels) => $"{index}\t1\t1n\tfiction\t( p\t( h\t(ROOT\t(ROOT\tp {index}\th {index}\t{labels}\n";

    static string Snli(string gold) => $"{gold}\t( p\t( h\t(ROOT\t(ROOT\tp\th\t1.jpg\t1.jpg#1\tneutral\n";

    static IEnumerable<(string, byte[])> Both(params (string, Array)[] columns) => [Shard("train", columns), Shard("validation", columns)];

    static (string, byte[]) Shard(string split, params (string, Array)[] columns) =>
        ($"{split}-00000-of-00001.parquet", ParquetWriting.Bytes(columns));

    static string[] Of(params string[] texts) => texts;

    static (string, Array) Labels(params long[] labels) => ("label", labels);

    static (string, Array) Idx(params int[] numbers) => ("idx", numbers);
}
