using System.CommandLine;
using TrainingDynamics.Data;
using TrainingDynamics.Engine.Training;

namespace TrainingDynamics.Cli.Tests;

/// <summary>What the data options of the command line load.</summary>
public sealed class DataOptionSetTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("td-cli-").FullName;

    public DataOptionSetTests()
    {
        Write("train.csv", "key,text,body,label,stars\n7,a,b,x,5\n8,c,d,y,4\n9,e,f,x,3\n");
        Write("dev.csv", "key,text,body,label,stars\n1,g,h,y,2\n");
        Write("regions.json", """{"hard": ["9"], "easy": [7, 8], "ambiguous": []}""");
        Write("list.txt", "9\n7\n");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Own_files_are_read_by_the_columns_that_are_named()
    {
        Assert.Equal((Path.GetFileName(_folder), "0", "a", null), (Load().Task, Load().Train.Examples[0].Guid, Load().Train.Examples[0].Text, Load().Train.Examples[0].TextPair));
        var named = Load("--task", "mine", "--text-column", "body", "--guid-column", "key");
        Assert.Equal("mine", named.Task);
        Assert.Equal(("7", "b", null, 0.0), Row(named.Train.Examples[0]));
        Assert.Equal(("7", "a", "b", 0.0), Row(Load("--text-column", "text", "--pair-column", "body", "--guid-column", "key").Train.Examples[0]));
        Write("dev.csv", "key,text,body,label,stars\n1,g,h,y,3\n");
        Assert.Equal(["3", "4", "5"], Load("--text-column", "body", "--label-column", "stars").Train.LabelNames);
    }

    [Theory]
    [InlineData("regions.json", "hard", "9")]
    [InlineData("regions.json", "easy", "7 8")]
    [InlineData("list.txt", null, "7 9")]
    public void A_selection_leaves_its_guids_in_file_order_and_says_which(string file, string? region, string guids)
    {
        string[] selection = ["--guid-column", "key", "--train-indices", Path.Combine(_folder, file), .. region is null ? Array.Empty<string>() : ["--region", region]];
        var data = Load(selection);
        Assert.Equal(guids, string.Join(' ', data.Train.Examples.Select(example => example.Guid)));
        Assert.Contains(file, data.Train.Selection, StringComparison.Ordinal);
        Assert.Single(data.Dev.Examples);
    }

    [Fact]
    public void The_first_examples_of_what_was_selected_are_taken_and_the_classes_stay()
    {
        string[] columns = ["--text-column", "body", "--guid-column", "key"];
        var data = Load([.. columns, "--max-train-samples", "1", "--max-eval-samples", "5"]);
        Assert.Equal(("7", "the first 1"), (Assert.Single(data.Train.Examples).Guid, data.Train.Selection));
        Assert.Equal(["x", "y"], data.Train.LabelNames);
        Assert.Null(data.Dev.Selection); // it has no more than these

        var selected = Load([.. columns, "--train-indices", Path.Combine(_folder, "list.txt"), "--max-train-samples", "1"]);
        Assert.Equal("7", Assert.Single(selected.Train.Examples).Guid);
        Assert.StartsWith("the first 1 of ", selected.Train.Selection, StringComparison.Ordinal);
        Assert.Equal(
            "--max-eval-samples is 0, expected at least 1",
            Assert.Throws<UsageException>(() => Load([.. columns, "--max-eval-samples", "0"])).Message);
    }

    [Fact]
    public void Rows_that_are_no_examples_are_told_with_the_reason_and_their_number()
    {
        const string Header = "gold_label\tsentence1\tsentence2\n";
        Write("snli_1.0_train.txt", $"{Header}neutral\ta\tb\n-\ta\tb\n-\tc\td\nentailment\te\tf\n");
        Write("snli_1.0_dev.txt", $"{Header}neutral\ta\tb\n");

        var lines = new List<string>();
        var verb = new Command("train");
        var options = new DataOptionSet();
        options.All.ToList().ForEach(verb.Options.Add);
        options.Load(
            verb.Parse(["--task", "snli", "--data-dir", _folder]),
            new TrainOptions { Model = "bert-tiny" },
            new ProgressLines(lines.Add, lines.Add, TimeSpan.Zero, TimeProvider.System),
            CancellationToken.None);

        Assert.Equal(
            [
                "columns: text 'sentence1', second text 'sentence2', label 'gold_label' (classes 'entailment', 'neutral', 'contradiction'), row numbers as ids",
                $"note: {Path.Combine(_folder, "snli_1.0_train.txt")}: 2 rows labelled '-' are not examples and are skipped",
                $"note: {Path.Combine(_folder, "snli_1.0_dev.txt")}: 1 of 1 validation examples have a text that the training data have too, "
                    + "so results on it are too optimistic; --fail-on-leakage makes this an error",
            ],
            lines);
    }

    [Fact]
    public void Several_training_files_and_their_form_are_taken_from_the_command_line()
    {
        Write("train.csv", "key|text|label\n7|\"a|x\n");
        Write("more.csv", "key|text|label\n8|b\"|y\n");
        Write("dev.csv", "key|text|label\n1|c|y\n");

        var train = Load("--train-file", Path.Combine(_folder, "more.csv"), "--delimiter", "|", "--quoting", "none", "--guid-column", "key").Train;

        Assert.Equal([("7", "\"a"), ("8", "b\"")], train.Examples.Select(example => (example.Guid, example.Text)));
        Assert.Equal(["train.csv", "more.csv"], DataFileLayouts.Of(train)!.Shards!);
        Assert.Equal("|", DataFileLayouts.Of(train)!.Delimiter);
        Assert.StartsWith("--delimiter is '::', expected one ASCII character", Assert.Throws<UsageException>(() => Load("--delimiter", "::")).Message, StringComparison.Ordinal);
        Assert.StartsWith("--quoting is 'some', expected none or csv", Assert.Throws<UsageException>(() => Load("--quoting", "some")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--region easy needs --train-indices FILE", "--region", "easy")]
    [InlineData("--data-dir is for known tasks", "--data-dir", "glue")]
    [InlineData("--validation-split is given beside --validation-file", "--validation-split", "0.1")]
    [InlineData("--classification and --regression contradict", "--classification", "--regression")]
    public void Options_that_do_not_go_together_are_refused(string message, params string[] more) =>
        Assert.StartsWith(message, Assert.Throws<UsageException>(() => Load(more)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_region_that_is_not_there_or_a_strange_guid_is_named()
    {
        var regions = Path.Combine(_folder, "regions.json");
        Assert.Contains("hard, easy, ambiguous", Assert.Throws<TextInputException>(() => Load("--train-indices", regions, "--region", "odd")).Message, StringComparison.Ordinal);
        Assert.Contains("--region", Assert.Throws<TextInputException>(() => Load("--train-indices", regions)).Message, StringComparison.Ordinal);
        Assert.Contains("the first '9'", Assert.Throws<TextInputException>(() => Load("--train-indices", regions, "--region", "hard")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void With_data_selection_takes_the_file_that_the_originals_scripts_leave()
    {
        // Looked for below the current folder, where there is none.
        var e = Assert.Throws<TextInputException>(() => Load("--with-data-selection", "--region", "easy"));
        Assert.StartsWith(Path.Combine("dy_log", Path.GetFileName(_folder), "some-model", "three_regions_data_indices.json"), e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_of_two_files_and_columns_without_files_are_refused()
    {
        Assert.Contains("--validation-file", Assert.Throws<UsageException>(() => Parse("--train-file", "x.csv")).Message, StringComparison.Ordinal);
        Assert.StartsWith("--label-column is for files", Assert.Throws<UsageException>(() => Parse("--label-column", "x")).Message, StringComparison.Ordinal);
        Assert.StartsWith("--skip-unlabelled is for files", Assert.Throws<UsageException>(() => Parse("--skip-unlabelled")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_and_repeated_texts_are_told()
    {
        Write("dev.csv", "key,text,body,label,stars\n1,a,h,y,2\n2,c,h,y,2\n3,z,h,y,2\n");
        Write("train.csv", "key,text,body,label,stars\n7,a,b,x,5\n8,c,d,y,4\n9,e,f,x,3\n10,a,f,y,3\n11,e,f,x,3\n");
        Assert.Equal(
            [
                "columns: text 'text', label 'label' (classes 'x', 'y'), id 'key'; not used: 'body', 'stars'",
                $"note: {Path.Combine(_folder, "train.csv")}: 2 texts occur more than once (2 extra rows), 1 of them under different labels",
                $"note: {Path.Combine(_folder, "dev.csv")}: 2 of 3 validation examples have a text that the training data have too, "
                    + "so results on it are too optimistic; --fail-on-leakage makes this an error",
            ],
            Told("--guid-column", "key"));
        Assert.Equal(
            "columns: text 'text', second text 'body', label 'label' (classes 'x', 'y'), row numbers as ids; not used: 'key', 'stars'",
            Told("--text-column", "text", "--text-pair-column", "body")[0]);
        Assert.Equal("columns: text 'body', label 'stars' (regression targets), row numbers as ids; not used: 'key', 'text', 'label'", Told("--text-column", "body", "--label-column", "stars", "--regression")[0]);

        var error = Assert.Throws<TextInputException>(() => Load("--fail-on-leakage"));
        Assert.StartsWith(
            $"{Path.Combine(_folder, "dev.csv")}: 2 of 3 validation examples have a text that the training data have too; expected none beside --fail-on-leakage",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void One_file_can_be_parted_and_a_third_one_be_added()
    {
        Write("train.csv", "text,label\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"text {i},{i % 2}\n")));
        Write("test.csv", "text\nnew\n");

        var data = Parse("--train-file", Path.Combine(_folder, "train.csv"), "--validation-split", "0.1", "--test-file", Path.Combine(_folder, "test.csv"));

        Assert.Equal((36, 4, 1), (data.Train.Examples.Count, data.Dev.Examples.Count, data.Test!.Examples.Count));
        Assert.EndsWith("with seed 5", data.Dev.Selection, StringComparison.Ordinal);
    }

    TaskData Load(params string[] more) =>
        Parse(["--train-file", Path.Combine(_folder, "train.csv"), "--validation-file", Path.Combine(_folder, "dev.csv"), .. more]);

    List<string> Told(params string[] more)
    {
        var lines = new List<string>();
        Parse(["--train-file", Path.Combine(_folder, "train.csv"), "--validation-file", Path.Combine(_folder, "dev.csv"), .. more], lines.Add);
        return lines;
    }

    static TaskData Parse(params string[] args) => Parse(args, _ => { });

    static TaskData Parse(string[] args, Action<string> line)
    {
        var options = new DataOptionSet();
        var command = new Command("train");
        options.All.ToList().ForEach(command.Options.Add);
        var parsed = command.Parse(args);
        Assert.Empty(parsed.Errors);
        var lines = new ProgressLines(line, _ => { }, TimeSpan.Zero, TimeProvider.System);
        return options.Load(parsed, new TrainOptions { Model = "org/some-model", Seed = 5 }, lines, CancellationToken.None);
    }

    static (string Guid, string Text, string? Pair, double Gold) Row(Example example) => (example.Guid, example.Text, example.TextPair, example.Gold);

    void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
