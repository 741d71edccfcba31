using System.CommandLine;
using TrainingDynamics.Data;

namespace TrainingDynamics.Cli.Tests;

/// <summary>What the data options of the command line load.</summary>
public sealed class DataOptionSetTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("td-cli-").FullName;

    public DataOptionSetTests()
    {
        Write("train.csv", "key,title,body,label,stars\n7,a,b,x,5\n8,c,d,y,4\n9,e,f,x,3\n");
        Write("dev.csv", "key,title,body,label,stars\n1,g,h,y,2\n");
        Write("regions.json", """{"hard": ["9"], "easy": [7, 8], "ambiguous": []}""");
        Write("list.txt", "9\n7\n");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Own_files_are_read_by_the_columns_that_are_named()
    {
        Assert.Equal(("train", "0"), (Load().Task, Load().Train.Examples[0].Guid));
        var named = Load("--task", "mine", "--text-column", "body", "--guid-column", "key");
        Assert.Equal("mine", named.Task);
        Assert.Equal(("7", "b", null, 0.0), Row(named.Train.Examples[0]));
        Assert.Equal(("7", "a", "b", 0.0), Row(Load("--text-column", "title", "--pair-column", "body", "--guid-column", "key").Train.Examples[0]));
        Write("dev.csv", "key,title,body,label,stars\n1,g,h,y,3\n");
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
    public void Rows_that_are_no_examples_are_told_with_the_reason_and_their_number()
    {
        const string Header = "gold_label\tsentence1\tsentence2\n";
        Write("snli_1.0_train.txt", $"{Header}neutral\ta\tb\n-\ta\tb\n-\tc\td\nentailment\te\tf\n");
        Write("snli_1.0_dev.txt", $"{Header}neutral\ta\tb\n");

        var lines = new List<string>();
        var verb = new Command("train");
        var options = new DataOptionSet();
        options.AddTo(verb);
        options.Load(
            verb.Parse(["--task", "snli", "--data-dir", _folder]),
            "bert-tiny",
            new ProgressLines(lines.Add, lines.Add, TimeSpan.Zero, TimeProvider.System),
            CancellationToken.None);

        Assert.Equal([$"note: {Path.Combine(_folder, "snli_1.0_train.txt")}: 2 rows labelled '-' are no examples and are left out"], lines);
    }

    [Theory]
    [InlineData("--region is 'easy', but no file", "--region", "easy")]
    [InlineData("--data-dir is for known tasks", "--data-dir", "glue")]
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
        Assert.StartsWith(Path.Combine("dy_log", "train", "some-model", "three_regions_data_indices.json"), e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_of_two_files_and_columns_without_files_are_refused()
    {
        Assert.Contains("--validation-file", Assert.Throws<UsageException>(() => Parse("--train-file", "x.csv")).Message, StringComparison.Ordinal);
        Assert.StartsWith("--label-column is for files", Assert.Throws<UsageException>(() => Parse("--label-column", "x")).Message, StringComparison.Ordinal);
    }

    TaskData Load(params string[] more) =>
        Parse(["--train-file", Path.Combine(_folder, "train.csv"), "--validation-file", Path.Combine(_folder, "dev.csv"), .. more]);

    static TaskData Parse(params string[] args)
    {
        var options = new DataOptionSet();
        var command = new Command("train");
        options.AddTo(command);
        var parsed = command.Parse(args);
        Assert.Empty(parsed.Errors);
        var silent = new ProgressLines(_ => { }, _ => { }, TimeSpan.Zero, TimeProvider.System);
        return options.Load(parsed, "org/some-model", silent, CancellationToken.None);
    }

    static (string Guid, string Text, string? Pair, double Gold) Row(Example example) => (example.Guid, example.Text, example.TextPair, example.Gold);

    void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
