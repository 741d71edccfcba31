namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>Wrong input: one line on standard error, exit code 2, nothing left behind.</summary>
public sealed class BadInputTests : IDisposable
{
    const string Header = "sentence\tlabel\n";
    const string Good = "a fine film\t1\na dull film\t0\n";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string RefusedTraining(string train, params string[] more)
    {
        _folder.Write("data/train.tsv", train);
        _folder.Write("data/dev.tsv", Header + Good);
        return Refused(["train", "--task", "sst2", "--data-dir", _folder["data"], "--from-scratch", "--output-dir", _folder["out"], .. more]);
    }

    string Refused(params string[] args)
    {
        var result = TdProcess.Run(args);
        Assert.Equal(2, result.ExitCode);
        Assert.False(Directory.Exists(_folder["out"]), "something was written");
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.partial", SearchOption.AllDirectories));
        Assert.StartsWith($"td {args[0]}: ", result.ErrorLine, StringComparison.Ordinal);
        return result.ErrorLine;
    }

    [Fact]
    public void A_missing_data_folder_is_named()
    {
        var error = Refused("train", "--task", "sst2", "--data-dir", _folder["nowhere"], "--from-scratch", "--output-dir", _folder["out"]);
        Assert.Contains(_folder["nowhere"], error, StringComparison.Ordinal);
        Assert.Contains("train.tsv", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "train.tsv")]
    [InlineData("a fine film\t1\na dull film\t0\n", "line 1")]
    [InlineData(Header, "train.tsv")]
    [InlineData(Header + "a fine film\t1\textra\n", "line 2")]
    [InlineData(Header + Good + "a fine film\n", "line 4")]
    [InlineData(Header + Good + "a fine film\tgood\n", "line 4")]
    public void A_bad_table_is_named_by_file_and_line(string train, string place)
    {
        var error = RefusedTraining(train);
        Assert.Contains(_folder["data", "train.tsv"], error, StringComparison.Ordinal);
        Assert.Contains(place, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_duplicate_guid_is_named()
    {
        const string Pairs = "index\tsentence1\tsentence2\tlabel\n";
        _folder.Write("data/train.tsv", Pairs + "7\ta\tb\tentailment\n7\tc\td\tnot_entailment\n");
        _folder.Write("data/dev.tsv", Pairs + "1\ta\tb\tentailment\n");
        var error = Refused("train", "--task", "rte", "--data-dir", _folder["data"], "--from-scratch", "--output-dir", _folder["out"]);
        Assert.Contains("line 3", error, StringComparison.Ordinal);
        Assert.Contains("7", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--epochs", "0")]
    [InlineData("--learning-rate", "-1")]
    [InlineData("--dropout", "1")]
    [InlineData("--batching", "alphabetical")]
    [InlineData("--record", "sometimes")]
    [InlineData("--device", "tpu")]
    [InlineData("--max-length", "2")]
    public void An_impossible_option_is_named(string option, string value) =>
        Assert.Contains(option, RefusedTraining(Header + Good, option, value), StringComparison.Ordinal);

    [Theory]
    [InlineData("metrics", "--metric")]
    [InlineData("watch", "--pages")]
    [InlineData("plot", "--maxpoints")]
    public void A_mistyped_option_is_no_run(string verb, string option)
    {
        var error = Refused(verb, _folder.Path, option, "x");
        Assert.Contains(option, error, StringComparison.Ordinal);
        Assert.EndsWith($"see td {verb} --help", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_named_size_without_from_scratch_says_what_to_do()
    {
        _folder.Write("data/train.tsv", Header + Good);
        _folder.Write("data/dev.tsv", Header + Good);
        var error = Refused("train", "--task", "sst2", "--data-dir", _folder["data"], "--model", "bert-tiny", "--output-dir", _folder["out"]);
        Assert.Contains("--from-scratch", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"guid\": 8, \"logits_epoch_0\": [NaN, 1.0], \"gold\": 0}", "guid 8")]
    [InlineData("{\"guid\": 8, \"logits_epoch_0\": [0.5, 1.0], \"gold\": 5}", "guid 8")]
    [InlineData("{\"guid\": 8, \"logits_epoch_0\": [0.5, 1.", "line 2")]
    [InlineData("{\"guid\": 7, \"logits_epoch_0\": [0.5, 1.0], \"gold\": 0}", "guid 7")]
    public void A_bad_record_is_named_by_file_line_and_guid_and_no_metrics_are_written(string record, string place)
    {
        var log = _folder.Write("run/training_dynamics/dynamics_epoch_0.jsonl", "{\"guid\": 7, \"logits_epoch_0\": [0.5, 1.0], \"gold\": 0}\n" + record + "\n");
        var error = Refused("metrics", _folder["run"]);
        Assert.Contains($"{log}, line 2", error, StringComparison.Ordinal);
        Assert.Contains(place, error, StringComparison.Ordinal);
        Assert.Equal([log], Directory.GetFiles(_folder["run"], "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Epochs_of_different_examples_are_refused_with_file_line_and_guid()
    {
        const long First = 2_115_631_346_111; // guids of 13 digits, as those of MNLI are
        for (var epoch = 0; epoch < 5; epoch++)
        {
            _folder.Write($"run/training_dynamics/dynamics_epoch_{epoch}.jsonl", string.Concat(Enumerable.Range(0, 10).Select(i =>
                $$"""{"guid":{{First + 10 * epoch + i}},"logits_epoch_{{epoch}}":[0.5,-0.25,{{i}}.125],"gold":{{i % 3}}}""" + "\n")));
        }

        var error = Refused("metrics", _folder["run"], "--output", _folder["m.jsonl"]);
        Assert.Contains($"dynamics_epoch_1.jsonl, line 1: guid {First + 10}: not in dynamics_epoch_0.jsonl", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("map.bmp", ".png")]
    [InlineData("map", ".svg")]
    public void A_picture_of_unknown_kind_is_refused(string name, string known)
    {
        _folder.Write("run/training_dynamics/dynamics_epoch_0.jsonl", "{\"guid\": 7, \"logits_epoch_0\": [0.5, 1.0], \"gold\": 0}\n");
        Assert.Contains(known, Refused("plot", _folder["run"], "--output", _folder[name]), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_do_not_exist_or_lack_their_value_are_named()
    {
        Assert.Contains("--colour", Refused("plot", "run", "--colour"), StringComparison.Ordinal);
        Assert.Contains("--burn-out", Refused("metrics", "run", "--burn_out", "none"), StringComparison.Ordinal);
    }
}
