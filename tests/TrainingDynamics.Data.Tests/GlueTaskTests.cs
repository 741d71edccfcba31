namespace TrainingDynamics.Data.Tests;

public sealed class GlueTaskTests : IDisposable
{
    readonly TemporaryFolder _texts = new();
    readonly TemporaryFolder _parquet = new();

    public static TheoryData<string> Tasks => [.. GlueFiles.All.Select(files => files.Task)];

    public void Dispose()
    {
        _texts.Dispose();
        _parquet.Dispose();
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Text_files_and_parquet_files_give_the_same_examples(string task)
    {
        var files = Of(task);
        var texts = files.LoadTexts(_texts);
        var parquet = files.LoadParquet(_parquet);

        Assert.Equal(texts.Train.Examples, parquet.Train.Examples);
        Assert.Equal(texts.Dev.Examples, parquet.Dev.Examples);
        Assert.Equal(texts.Train.LabelNames, parquet.Train.LabelNames);
        Assert.Equal(texts.Metrics, parquet.Metrics);
        Assert.Equal(texts.MoreDev.Select(set => set.Name), parquet.MoreDev.Select(set => set.Name));
        Assert.Equal(
            texts.MoreDev.Select(set => set.Data.Examples).SelectMany(examples => examples),
            parquet.MoreDev.Select(set => set.Data.Examples).SelectMany(examples => examples));
    }

    [Theory]
    [InlineData("cola", 1, "0", "The \"boat\" sank.", null, "unacceptable acceptable", "matthews_correlation accuracy")]
    [InlineData("mnli", 1, "0", "p 0", "h 0", "entailment neutral contradiction", "accuracy")]
    [InlineData("mrpc", 1, "0", "He \"said\" so .", "So he said .", "not_equivalent equivalent", "accuracy f1")]
    [InlineData("qnli", 0, "0", "Who?", "She did.", "entailment not_entailment", "accuracy")]
    [InlineData("qqp", 1, "0", "How?", "How so?", "not_duplicate duplicate", "accuracy f1")]
    [InlineData("rte", 0, "0", "a b", "b", "entailment not_entailment", "accuracy")]
    [InlineData("sst2", 1, "0", "fine ", null, "negative positive", "accuracy")]
    [InlineData("stsb", 3.8, "0", "a", "b", "score", "pearson spearmanr")]
    [InlineData("wnli", 1, "0", "a", "b", "not_entailment entailment", "accuracy")]
    [InlineData("snli", 1, "0", "p", "h", "entailment neutral contradiction", "accuracy")]
    public void First_example_classes_and_metrics_are_those_of_the_task(
        string task, double gold, string guid, string text, string? pair, string labelNames, string metrics)
    {
        var data = Of(task).LoadTexts(_texts);

        Assert.Equal(new Example(guid, text, pair, gold), data.Train.Examples[0]);
        Assert.Equal(labelNames.Split(' '), data.Train.LabelNames);
        Assert.Equal(metrics.Split(' '), data.Metrics.Select(metric => metric.Name));
        Assert.Equal(task == "stsb", data.Train.IsRegression);
        Assert.True(data.Train.HasIntegerGuids);
    }

    [Fact]
    public void Mnli_has_a_mismatched_set_where_its_file_is_there()
    {
        var files = Of("mnli");
        var more = Assert.Single(files.LoadTexts(_texts).MoreDev);
        File.Delete(Path.Combine(_texts.Path, "MNLI", "dev_mismatched.tsv"));

        Assert.Equal(("mismatched", 2, "mnli/dev_mismatched"), (more.Name, more.Data.Examples.Count, more.Data.Name));
        Assert.Empty(TaskCatalog.Load("mnli", _texts.Path).MoreDev);
    }

    [Fact]
    public void Mrpc_from_microsofts_file_counts_rows_over_both_splits()
    {
        var data = Of("mrpc").LoadTexts(_texts);

        Assert.Equal(["0", "2"], data.Train.Examples.Select(example => example.Guid));
        Assert.Equal(["1"], data.Dev.Examples.Select(example => example.Guid));
    }

    [Fact]
    public void Mrpc_from_glues_two_files_counts_rows_in_each()
    {
        const string Head = "\uFEFFQuality\t#1 ID\t#2 ID\t#1 String\t#2 String\n";
        _texts.Write("train.tsv", Head + "1\t1\t2\ta\tb\n0\t3\t4\tc\td\n");
        _texts.Write("dev.tsv", Head + "0\t5\t6\te\tf\n");

        var data = TaskCatalog.Load("mrpc", _texts.Path);

        Assert.Equal([new Example("0", "a", "b", 1), new Example("1", "c", "d", 0)], data.Train.Examples);
        Assert.Equal([new Example("0", "e", "f", 0)], data.Dev.Examples);
    }

    [Fact]
    public void Rows_with_missing_fields_are_left_out_of_qqp_and_counted()
    {
        var data = Of("qqp").LoadTexts(_texts);

        Assert.Equal(["0", "3"], data.Train.Examples.Select(example => example.Guid));
        Assert.Equal(("with missing fields", 3), data.Train.RowsLeftOut.Select(left => (left.Key, left.Value)).Single());
    }

    [Fact]
    public void Rows_without_a_gold_label_are_left_out_of_snli_and_counted()
    {
        var data = Of("snli").LoadTexts(_texts);

        Assert.Equal(["0", "2"], data.Train.Examples.Select(example => example.Guid));
        Assert.All([data.Train, data.Dev], set => Assert.Equal(("labelled '-'", 1), set.RowsLeftOut.Select(left => (left.Key, left.Value)).Single()));
    }

    [Fact]
    public void Snli_is_read_from_json_lines_too()
    {
        _texts.Write(
            "snli_1.0_train.jsonl",
            """
            {"annotator_labels": ["neutral"], "gold_label": "neutral", "sentence1": "p", "sentence2": "h"}
            {"annotator_labels": ["neutral"], "gold_label": "-", "sentence1": "p", "sentence2": "h"}
            {"annotator_labels": ["neutral"], "gold_label": "entailment", "sentence1": "p", "sentence2": "h"}
            """);
        _texts.Write("snli_1.0_dev.jsonl", """{"gold_label": "contradiction", "sentence1": "p", "sentence2": "h"}""");

        Assert.Equal(Of("snli").LoadParquet(_parquet).Train.Examples, TaskCatalog.Load("snli", _texts.Path).Train.Examples);
    }

    [Fact]
    public void Columns_say_where_a_guid_comes_from()
    {
        Assert.Equal("index", Of("rte").LoadTexts(_texts).Train.Columns!.Guid);
        Assert.Null(Of("qqp").LoadTexts(_texts).Train.Columns!.Guid);
        Assert.Null(Of("snli").LoadParquet(_parquet).Train.Columns!.Guid);
    }

    [Fact]
    public void A_score_that_is_no_number_is_refused_with_its_line()
    {
        const string Head = "index\tsentence1\tsentence2\tscore\n";
        var path = _texts.Write("train.tsv", Head + "0\ta\tb\t3.5\n1\ta\tb\tnan\n");
        _texts.Write("dev.tsv", Head + "0\ta\tb\t3.5\n");

        var error = Assert.Throws<DatasetFormatException>(() => TaskCatalog.Load("stsb", _texts.Path));

        Assert.Equal($"{path}, line 3: found label 'nan', expected a number; correct it, or remove the row", error.Message);
    }

    [Fact]
    public void Rows_of_rtes_size_come_back_from_parquet_as_they_are()
    {
        string[] words = ["\"quoted\"", "half \" quoted", "'s", "—", "é ― ", "中", "😀", "\\n", "Nº 4,500.00"];
        string File(int rows, int seed)
        {
            var random = new Random(seed);
            string Text() => string.Join(' ', Enumerable.Range(0, random.Next(3, 60)).Select(_ => words[random.Next(words.Length)]));
            return "index\tsentence1\tsentence2\tlabel\n" + string.Concat(Enumerable.Range(0, rows)
                .Select(row => $"{row}\t{Text()}\t{Text()}\t{(random.Next(2) == 0 ? "entailment" : "not_entailment")}\n"));
        }

        _texts.Write("train.tsv", File(2_490, 1));
        _texts.Write("dev.tsv", File(277, 2));
        var texts = TaskCatalog.Load("rte", _texts.Path);
        Assert.Equal((2_490, 277), (texts.Train.Examples.Count, texts.Dev.Examples.Count));
        foreach (var (split, examples) in new[] { ("train", texts.Train.Examples), ("validation", texts.Dev.Examples) })
        {
            _parquet.Write(
                $"{split}-00000-of-00001.parquet",
                ParquetWriting.Bytes(
                    ("sentence1", examples.Select(example => example.Text).ToArray()),
                    ("sentence2", examples.Select(example => example.TextPair).ToArray()),
                    ("label", examples.Select(example => (long)example.Gold).ToArray()),
                    ("idx", Enumerable.Range(0, examples.Count).ToArray())));
        }

        var parquet = TaskCatalog.Load("rte", _parquet.Path);

        Assert.Equal(texts.Train.Examples, parquet.Train.Examples);
        Assert.Equal(texts.Dev.Examples, parquet.Dev.Examples);
    }

    static GlueFiles Of(string task) => GlueFiles.All.Single(files => files.Task == task);
}
