namespace TrainingDynamics.Data.Tests;

public sealed class TaskCatalogTests : IDisposable
{
    const string Good = "sentence\tlabel\nfine\t1\n";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("demo", 4_000, 800, "The soundtrack is truly terrible.", null, 0, "negative positive")]
    [SharedData("sst2", 67_349, 872, "hide new secretions from the parental units ", null, 0, "negative positive")]
    [SharedData(
        "rte", 2_490, 277, "No Weapons of Mass Destruction Found in Iraq Yet.", "Weapons of Mass Destruction Found in Iraq.", 1, "entailment not_entailment")]
    public void Real_files_give_all_rows_in_file_order(
        string task, int train, int dev, string text, string? pair, double gold, string labelNames)
    {
        var data = TaskCatalog.Load(task, task == "demo" ? null : Repository.SharedPath("data", "glue"));

        Assert.Equal(Enumerable.Range(0, train).Select(row => $"{row}"), data.Train.Examples.Select(example => example.Guid));
        Assert.Equal(dev, data.Dev.Examples.Count);
        Assert.Equal(new Example("0", text, pair, gold), data.Train.Examples[0]);
        Assert.Equal(labelNames.Split(' '), data.Dev.LabelNames);
        Assert.True(data.Train.HasIntegerGuids);
    }

    [Fact]
    public void Files_of_sst2s_size_give_every_row_with_its_blanks()
    {
        const int Rows = 67_349;
        static string Text(int row) => $"sentence {row} 's \"text\" , {(row % 7 == 0 ? "— é" : "plain")} ";
        static Example Row(int row) => new($"{row}", Text(row), null, row % 3 == 0 ? 0 : 1);

        var data = Load(
            "sentence\tlabel\n" + string.Concat(Enumerable.Range(0, Rows).Select(row => $"{Text(row)}\t{Row(row).Gold}\n")),
            "sentence\tlabel\n" + string.Concat(Enumerable.Range(0, 872).Select(row => $"{Text(row)}\t{Row(row).Gold}\n")));

        Assert.Equal(Enumerable.Range(0, Rows).Select(Row), data.Train.Examples);
        Assert.Equal(Enumerable.Range(0, 872).Select(Row), data.Dev.Examples);
    }

    [Fact]
    public void Demo_without_a_folder_is_found_above_the_program()
    {
        var data = TaskCatalog.Load("demo", null);

        Assert.Equal(
            Path.Combine(Repository.Root, "data", "demo", "train.tsv"), data.Train.SourcePath);
    }

    [Fact]
    public void Files_straight_in_the_data_folder_are_accepted()
    {
        var data = Load(Good, Good);

        Assert.Equal(new Example("0", "fine", null, 1), Assert.Single(data.Dev.Examples));
    }

    [Fact]
    public void The_tasks_own_folder_goes_before_files_straight_in_the_data_folder()
    {
        _folder.Write("SST-2/train.tsv", "sentence\tlabel\ninner\t0\n");
        _folder.Write("SST-2/dev.tsv", Good);

        Assert.Equal("inner", Load(Good, Good).Train.Examples[0].Text);
    }

    [Fact]
    public void Hash_is_that_of_the_bytes_on_disk()
    {
        // printf 'sentence\tlabel\r\nfine\t1\n' | sha256sum
        Assert.Equal(
            "dd74411768d32c09deae412a8cb1d806187f76d4a8bd07dcf213fab4ba726a53", Load("sentence\tlabel\r\nfine\t1\n", Good).Train.Sha256);
    }

    [Theory]
    [InlineData("\uFEFFsentence\tlabel\nfine\t1\n")]
    [InlineData("sentence\tlabel\r\nfine\t1\r\n")]
    [InlineData("sentence\tlabel\nfine\t1")]
    [InlineData("sentence\tlabel\nfine\t1\n\n\n")]
    [InlineData("sentence\tlabel\nfine\tpositive\n")]
    [InlineData("\n\nsentence\tlabel\n\r\n\nfine\t1\n")]
    [InlineData("label\tsentence\n1\tfine\n")]
    [InlineData("extra\tsentence\tlabel\nx\tfine\t1\n")]
    public void Harmless_differences_between_editors_are_accepted(string train)
    {
        Assert.Equal(new Example("0", "fine", null, 1), Assert.Single(Load(train, Good).Train.Examples));
    }

    [Fact]
    public void Quotation_marks_are_characters_like_any_other()
    {
        var data = Load("sentence\tlabel\n\"open\t1\na \"\"b\"\t0\n", Good);

        Assert.Equal(["\"open", "a \"\"b\""], data.Train.Examples.Select(example => example.Text));
    }

    [Fact]
    public void Unknown_task_names_the_known_ones()
    {
        var error = Assert.Throws<TextInputException>(() => TaskCatalog.Load("sst3", "."));

        Assert.Equal(
            "found task 'sst3', expected one of demo, cola, mnli, mrpc, qnli, qqp, rte, sst2, stsb, wnli, snli; "
            + "pass one of these as --task",
            error.Message);
    }

    [Fact]
    public void Missing_data_folder_argument_says_which_files_are_wanted()
    {
        var error = Assert.Throws<TextInputException>(() => TaskCatalog.Load("sst2", null));

        Assert.Equal(
            "task 'sst2' needs the folder that holds its files (SST-2/train.tsv and SST-2/dev.tsv), found none; "
            + "pass it as --data-dir DIR",
            error.Message);
    }

    [Fact]
    public void Missing_files_are_listed_with_every_path_tried()
    {
        var train = _folder.Write("train.tsv", Good);

        var error = Assert.Throws<DatasetFormatException>(() => TaskCatalog.Load("sst2", _folder.Path));

        Assert.Equal(
            $"{_folder.Path}: found no folder with both train.tsv and dev.tsv of task 'sst2', nor with train-*.parquet and validation-*.parquet; tried "
            + $"{Path.Combine(_folder.Path, "SST-2", "train.tsv")} (missing), "
            + $"{Path.Combine(_folder.Path, "SST-2", "dev.tsv")} (missing), "
            + $"{Path.Combine(_folder.Path, "sst2", "train.tsv")} (missing), "
            + $"{Path.Combine(_folder.Path, "sst2", "dev.tsv")} (missing), "
            + $"{train} (there), {Path.Combine(_folder.Path, "dev.tsv")} (missing); "
            + "pass the folder that holds them as --data-dir",
            error.Message);
    }

    [Theory]
    [InlineData("", null, "found an empty file, expected a header with the columns 'sentence', 'label' and rows below it")]
    [InlineData(
        "sentence\tlabel\n", null,
        "found a header and no rows, expected at least one example; check that the file is whole")]
    [InlineData(
        "fine\t1\nbad\t0\n", 1,
        "found 'fine', '1' as the first line, expected a header with the tab-separated columns 'sentence', 'label'; "
        + "add the header or check --task")]
    [InlineData(
        "sentence\tlabel\nfine\t1\nbad\n", 3,
        "found 1 tab-separated column, expected 2 as in the header ('sentence', 'label'); "
        + "correct the line or remove it")]
    [InlineData(
        "sentence\tlabel\nfi\tne\t1\n", 2,
        "found 3 tab-separated columns, expected 2 as in the header ('sentence', 'label'); "
        + "correct the line or remove it")]
    [InlineData(
        "sentence\tlabel\nfine\tgood\n", 2,
        "found label 'good', expected 'negative' (0) or 'positive' (1); correct the label or check --task")]
    [InlineData("sentence\tlabel\nfine\t1\n\nbad\t\n", 4, "found no label, expected one in every row; add the label or remove the row")]
    public void Malformed_file_is_refused_with_file_line_found_and_expected(string train, int? line, string problem)
    {
        var error = Assert.Throws<DatasetFormatException>(() => Load(train, Good));

        var path = Path.Combine(_folder.Path, "train.tsv");
        Assert.Equal(line is null ? $"{path}: {problem}" : $"{path}, line {line}: {problem}", error.Message);
        Assert.Equal(line, error.Line);
        Assert.Equal(path, error.Path);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused_with_their_line_and_place()
    {
        _folder.Write("train.tsv", [.. "sentence\tlabel\nfi"u8, 0xE9, .. "ne\t1\n"u8]);
        _folder.Write("dev.tsv", Good);

        var error = Assert.Throws<DatasetFormatException>(() => TaskCatalog.Load("sst2", _folder.Path));

        Assert.Equal(2, error.Line);
        Assert.Contains("not UTF-8 at byte 2 of the line", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Duplicate_guid_is_refused_with_both_lines()
    {
        _folder.Write("train.tsv", "index\tsentence1\tsentence2\tlabel\n7\ta\tb\tentailment\n8\ta\tb\tentailment\n7\tc\td\tentailment\n");
        _folder.Write("dev.tsv", "index\tsentence1\tsentence2\tlabel\n7\ta\tb\tentailment\n");

        var error = Assert.Throws<DatasetFormatException>(() => TaskCatalog.Load("rte", _folder.Path));

        Assert.Equal(4, error.Line);
        Assert.Contains("guid '7' a second time (first on line 2)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", "-5", true)]
    [InlineData("0", "007", false)]
    [InlineData("0", "9223372036854775808", false)]
    [InlineData("dev-1", "0", false)]
    public void Guids_are_integers_only_when_all_of_them_are(string first, string second, bool integers)
    {
        var file = $"index\tsentence1\tsentence2\tlabel\n{first}\ta\tb\tentailment\n{second}\ta\tb\tentailment\n";
        _folder.Write("train.tsv", file);
        _folder.Write("dev.tsv", file);

        var data = TaskCatalog.Load("rte", _folder.Path);

        Assert.Equal(integers, data.Train.HasIntegerGuids);
        Assert.Equal(second, data.Train.Examples[1].Guid);
    }

    TaskData Load(string train, string dev)
    {
        _folder.Write("train.tsv", train);
        _folder.Write("dev.tsv", dev);
        return TaskCatalog.Load("sst2", _folder.Path);
    }
}
