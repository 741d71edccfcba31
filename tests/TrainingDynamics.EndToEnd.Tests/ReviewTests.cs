using System.Text.Json;
using TrainingDynamics.Logs;
using TrainingDynamics.Review;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>From suspects to a queue, decisions, and a corrected training file and back.</summary>
public sealed class ReviewTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly string _train;
    readonly string _run;

    public ReviewTests()
    {
        _train = Path.Combine(_folder.SmallDemo(60, 10), "train.tsv");
        _run = _folder["run"];
        MadeUpRun.Write(_run, _train, epochs: 2, (i, epoch) => i < 3 ? -3f + (0.1f * i) : 1 + (0.1f * i) + (0.2f * epoch));
    }

    string QueuePath => Path.Combine(_run, "reviews", "q1", "queue.json");

    public void Dispose() => _folder.Dispose();

    static string Done(params string[] args)
    {
        var result = TdProcess.Run(args);
        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
        return result.Output;
    }

    static string Refused(params string[] args)
    {
        var result = TdProcess.Run(args);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        return result.ErrorLine;
    }

    // Decides the rows of the top as the verdicts say.
    void Decide(string reviewer, params Verdict[] verdicts)
    {
        var folder = ReviewFolder.Of(_run, "q1");
        var queue = QueueFile.read(folder);
        using var journal = DecisionJournal.Open(folder, reviewer);
        for (var i = 0; i < verdicts.Length; i++)
        {
            var row = queue.Rows[i];
            var label = verdicts[i].IsRelabel ? queue.Labels.First(name => name != row.Given) : "";
            journal.Append(new Act(row, verdicts[i], label, 0, 1.5, true, ""), DateTime.UtcNow);
        }
    }

    [Fact]
    public void A_queue_is_drawn_once_and_holds_what_a_review_needs()
    {
        var lines = Done("issues", _run, "--queue", "q1", "--top", "5", "--random", "10", "--seed", "3").Split('\n');
        Assert.Equal("15 rows to review: the first 5 by active-cleaning, and 10 drawn from the other 55", lines[0]);
        Assert.Equal($"queue     {QueuePath}", lines[1]);
        using var queue = JsonDocument.Parse(File.ReadAllText(QueuePath));
        var first = queue.RootElement.GetProperty("rows")[0];
        Assert.Equal(0, first.GetProperty("guid").GetInt32());
        Assert.Equal(2, first.GetProperty("line").GetInt32());
        Assert.Equal(32, first.GetProperty("text_hash").GetString()!.Length);
        Assert.StartsWith("wrong in 2 of 2 epochs, never learnt; ", first.GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.Equal(RunManifest.Read(new RunFolder(_run).ManifestPath).DataFiles[0].Sha256, queue.RootElement.GetProperty("source_sha256").GetString());

        Assert.Contains("a queue is never changed", Refused("issues", _run, "--queue", "q1", "--top", "5", "--random", "10"), StringComparison.Ordinal);
        Assert.Contains("--top is for a queue", Refused("issues", _run, "--top", "5"), StringComparison.Ordinal);
        Assert.Contains("--queue and --count are both given", Refused("issues", _run, "--queue", "q2", "--count", "5"), StringComparison.Ordinal);
        Assert.Contains("ask for fewer with --top and --random", Refused("issues", _run, "--queue", "q2"), StringComparison.Ordinal);
    }

    [Fact]
    public void Decisions_become_a_corrected_file_whose_audit_gives_the_source_back()
    {
        Done("issues", _run, "--queue", "q1", "--top", "5", "--random", "10");
        Decide("kim", Verdict.Relabel, Verdict.Relabel, Verdict.Remove, Verdict.Ambiguous, Verdict.Keep);
        var output = _folder["train.fixed.tsv"];

        var dry = Done("fix", _run, "--queue", "q1", "--dry-run");
        Assert.StartsWith("2 of 60 rows get another label, 1 are removed\n", dry, StringComparison.Ordinal);
        Assert.Matches(@"  2 +\d+ +\w+ +removed +kim", dry);
        Assert.False(File.Exists(output));

        Done("fix", _run, "--queue", "q1", "-o", output);
        var (before, after) = (File.ReadAllLines(_train), File.ReadAllLines(output));
        Assert.Equal(before[0], after[0]);
        Assert.Equal([Flipped(before[1]), Flipped(before[2]), .. before[4..]], after[1..]);

        Done("fix", "--reverse", $"{output}.audit.jsonl", "-o", _folder["back.tsv"]);
        Assert.Equal(File.ReadAllBytes(_train), File.ReadAllBytes(_folder["back.tsv"]));

        // Somebody else's copy has another order.
        var copy = _folder.Write("copy.tsv", string.Join('\n', before.Take(1).Concat(before.Skip(1).Reverse())) + "\n");
        Done("fix", copy, "--patch", $"{output}.patch.csv", "-o", _folder["copy.fixed.tsv"]);
        Assert.Equal(after[1..].Reverse(), File.ReadAllLines(_folder["copy.fixed.tsv"])[1..]);
    }

    [Fact]
    public void A_patch_mends_a_copy_in_Parquet_whose_source_is_not_made_again()
    {
        var corrections = _folder.Write("labels.csv", $"guid,label\n0,{Flipped(File.ReadLines(_train).ElementAt(1))[^1]}\n");
        Done("fix", _run, "--corrections", corrections, "-o", _folder["fixed.tsv"]);
        var rows = File.ReadLines(_train).Skip(1).Take(4).Select(line => line.Split('\t')).ToArray();
        var copy = _folder.Write("copy.parquet", ParquetWriting.Bytes(
            ("sentence", rows.Select(row => row[0]).ToArray()), ("label", rows.Select(row => long.Parse(row[1], System.Globalization.CultureInfo.InvariantCulture)).ToArray())));

        Done("fix", copy, "--patch", _folder["fixed.tsv.patch.csv"], "-o", _folder["mended.parquet"]);
        var mended = TrainingDynamics.Data.TableFile.Read(_folder["mended.parquet"]);
        Assert.Equal([Flipped(rows[0][1]), rows[1][1], rows[2][1], rows[3][1]], mended.Rows.Select(row => row[1].Text));
        Assert.Contains("whose bytes a fix writes anew", Refused("fix", "--reverse", _folder["mended.parquet.audit.jsonl"], "-o", _folder["back.parquet"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Conflicts_stop_a_fix_until_a_rule_is_named()
    {
        Done("issues", _run, "--queue", "q1", "--top", "5", "--random", "10");
        Decide("kim", Verdict.Relabel, Verdict.Keep);
        Decide("ada", Verdict.Keep, Verdict.Keep);
        Assert.Contains("found 1 rows that reviewers decide differently, the first is guid 0 (ada, kim)", Refused("fix", _run, "--queue", "q1", "--dry-run"), StringComparison.Ordinal);
        Assert.StartsWith("1 of 60 rows", Done("fix", _run, "--queue", "q1", "--dry-run", "--conflicts", "reviewer:kim"), StringComparison.Ordinal);
        Assert.StartsWith("0 of 60 rows", Done("fix", _run, "--queue", "q1", "--dry-run", "--conflicts", "majority"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_that_has_changed_is_refused_by_row_and_else_taken()
    {
        var corrections = _folder.Write("labels.csv", $"guid,label\n0,{Flipped(File.ReadLines(_train).ElementAt(1))[^1]}\n");
        var lines = File.ReadAllLines(_train);
        File.WriteAllLines(_train, [.. lines, lines[9]]);
        var result = TdProcess.Run("fix", _run, "--corrections", corrections, "--dry-run");
        Assert.StartsWith("1 of 61 rows", result.Output, StringComparison.Ordinal);
        Assert.Contains("is not the file that the run was trained on", result.Error, StringComparison.Ordinal);

        File.WriteAllLines(_train, lines);
        Done("issues", _run, "--queue", "q1", "--top", "5", "--random", "10");
        Decide("kim", Verdict.Relabel);
        File.WriteAllLines(_train, [lines[0], .. lines[2..]]);
        Assert.Contains("guid 0 (line 2) has another text than the one that was reviewed", Refused("fix", _run, "--queue", "q1", "--dry-run"), StringComparison.Ordinal);
        File.Delete(_train);
        Assert.Contains("is not there; pass where it lies now as --source", Refused("fix", _run, "--queue", "q1", "--dry-run"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_fix_that_is_not_clear_is_refused()
    {
        Assert.Contains("nothing says what to change", Refused("fix", _run, "--dry-run"), StringComparison.Ordinal);
        Assert.Contains("--queue and --patch are both given", Refused("fix", _run, "--queue", "q1", "--patch", "p.csv", "--dry-run"), StringComparison.Ordinal);
        Assert.Contains("no file is named", Refused("fix", _run, "--queue", "q1"), StringComparison.Ordinal);
        Assert.Contains("queue.json is not there; td issues RUN --queue q1 draws a queue", Refused("fix", _run, "--queue", "q1", "--dry-run"), StringComparison.Ordinal);
        Assert.Contains("expected the audit of a fixed file", Refused("fix", "--reverse", _train, "-o", _folder["x"]), StringComparison.Ordinal);
        Assert.Contains("is 'x', expected keep or drop", Refused("fix", _run, "--queue", "q1", "--dry-run", "--removed", "x"), StringComparison.Ordinal);
    }

    static string Flipped(string line) => line[..^1] + (line[^1] == '0' ? '1' : '0');
}
