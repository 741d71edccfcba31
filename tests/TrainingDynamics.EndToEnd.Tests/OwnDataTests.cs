using TrainingDynamics.Logs;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>One file of one's own, as pandas writes it, from <c>td train --train-file</c> to a run that is resumed and trained on from.</summary>
public sealed class OwnDataTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_file_with_gaps_and_a_column_too_many_becomes_a_run_that_can_be_gone_on_with()
    {
        var rows = Enumerable.Range(0, 40).Select(i => i % 10 == 3 ? $"{i},words {i},," : $"{i},words {i % 39} {i % 2},{i % 2}.0,{(i % 2 == 0 ? "bad" : "good")}");
        _folder.Write("books/train.csv", $",text,label,label_text\n{string.Join('\n', rows)}\n");

        var refused = Train();
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("line 5: found no label (the first of 4 such rows of 40)", refused.ErrorLine, StringComparison.Ordinal);

        var trained = Train("--skip-unlabelled", "--test-file", _folder.Write("test.csv", "text,label\nwords 0 0,0\n"));
        Assert.Equal((0, ""), (trained.ExitCode, trained.Error));
        Assert.Contains("finished 1 epoch; ", trained.Output, StringComparison.Ordinal);
        Assert.Contains("note: no --model is given, so bert-tiny is trained from scratch", trained.Output, StringComparison.Ordinal);
        Assert.Contains("columns: text 'text', label 'label' (classes '0', '1'), row numbers as ids; not used: '', 'label_text'\n", trained.Output, StringComparison.Ordinal);
        Assert.Contains("train.csv: 4 rows without a label are not examples and are skipped", trained.Output, StringComparison.Ordinal);
        Assert.Contains("labels such as '0.0' are whole numbers, so they are classes", trained.Output, StringComparison.Ordinal);
        Assert.Contains("test.csv: 1 of 1 test examples have a text that the training data have too", trained.Output, StringComparison.Ordinal);

        var run = new RunFolder(_folder["out", "books", "bert-tiny"]);
        var manifest = RunManifest.Read(run.ManifestPath);
        Assert.Equal("books", manifest.Task);
        Assert.Equal([("train", 29), ("dev", 7)], manifest.DataFiles.Take(2).Select(file => (file.Split, file.Examples)));
        Assert.Equal("the validation split 0.2 with seed 42", manifest.DataFiles[1].Selection);

        var other = Train("--skip-unlabelled", "--resume", "--validation-split", "0.4");
        Assert.Equal(2, other.ExitCode);
        Assert.Contains("all but the validation split 0.2 with seed 42", other.ErrorLine, StringComparison.Ordinal);

        Assert.Equal(0, Train("--skip-unlabelled", "--model", run.ModelFolder).ExitCode);
        Assert.True(new RunFolder(_folder["out", "books", "books-bert-tiny"]).HoldsRun);
    }

    TdResult Train(params string[] more)
    {
        string[] split = more.Contains("--validation-split") ? [] : ["--validation-split", "0.2"];
        return TdProcess.Run(
            [
                "train", "--train-file", _folder["books", "train.csv"], "--epochs", "1", "--batch-size", "16", "--vocabulary-size", "60",
                "--output-dir", _folder["out"], .. split, .. more,
            ]);
    }
}
