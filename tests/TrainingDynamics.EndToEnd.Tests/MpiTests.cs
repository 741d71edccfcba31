using System.Globalization;
using TrainingDynamics.Logs;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>Several processes train what one does; the oracle is the run in one process without MPI.</summary>
public sealed class MpiTests : IDisposable
{
    // 82 examples in batches of 16: the last batch has two, so the third of three processes has none of it.
    const int TrainRows = 82;

    // Float32 sums in another order: logits of this model differ by some 1e-7 after 20 updates.
    const double SumOrder = 1e-5;

    readonly TemporaryFolder _folder = new();
    readonly string _data;

    public MpiTests() => _data = _folder.SmallDemo(TrainRows, 30);

    public void Dispose() => _folder.Dispose();

    RunFolder Run(string name) => new(_folder[name, "demo", "bert-tiny"]);

    string[] Train(string name, params string[] more) =>
    [
        "train", "--task", "demo", "--data-dir", _data, "--model", "bert-tiny", "--from-scratch", "--vocabulary-size", "400",
        "--max-length", "32", "--batch-size", "16", "--eval-batch-size", "8", "--seed", "1", "--threads", "1",
        "--output-dir", _folder[name], .. more,
    ];

    [MpiFact]
    public void One_process_over_mpi_writes_the_bytes_of_one_without()
    {
        string[] more = ["--epochs", "2", "--learning-rate", "5e-4"]; // dropout is on
        AssertDone(TdProcess.Run(Train("plain", more)));
        AssertDone(MpiProcess.Run(1, Train("mpi", [.. more, "--collective", "mpi"])));
        foreach (var file in new[] { Run("plain").DynamicsPath(0), Run("plain").DynamicsPath(1), Path.Combine(Run("plain").ModelFolder, "model.safetensors") })
        {
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(file.Replace(_folder["plain"], _folder["mpi"], StringComparison.Ordinal)));
        }
    }

    [MpiFact]
    public void Two_and_three_processes_equal_one_after_20_updates()
    {
        string[] more = ["--max-train-steps", "20", "--learning-rate", "5e-4", "--dropout", "0", "--logging-steps", "3"];
        AssertDone(TdProcess.Run(Train("1", more)));
        foreach (var processes in new[] { 2, 3 })
        {
            var name = processes.ToString(CultureInfo.InvariantCulture);
            var result = MpiProcess.Run(processes, Train(name, more));
            AssertDone(result);
            Assert.Single(result.Output.Split('\n'), line => line.StartsWith("manifest ", StringComparison.Ordinal));
            AssertSameRun("1", name, SumOrder);
            Assert.Equal(processes, RunManifest.Read(Run(name).ManifestPath).Processes);
        }
    }

    [MpiFact]
    public void Recording_during_training_and_accumulation_are_shared_too()
    {
        string[] more = ["--epochs", "2", "--dropout", "0", "--record", "during-training", "--gradient-accumulation-steps", "2", "--checkpointing-steps", "2"];
        AssertDone(TdProcess.Run(Train("1", more)));
        AssertDone(MpiProcess.Run(3, Train("3", more)));
        AssertSameRun("1", "3", SumOrder);
    }

    [MpiFact]
    public void Class_weights_the_best_epoch_and_the_early_end_are_those_of_one_process()
    {
        // No epoch after the first is so much better, so that two more end the run; without the threshold the best may be any.
        string[] more =
        [
            "--epochs", "5", "--dropout", "0", "--learning-rate", "5e-4", "--gradient-accumulation-steps", "2", "--label-smoothing", "0.1",
            "--class-weight", _folder.Write("weights", "negative 1\npositive 3"), "--load-best-model-at-end", "--metric-for-best-model", "loss",
            "--greater-is-better", "true", "--early-stopping-patience", "2", "--early-stopping-threshold", "100",
        ];
        AssertDone(TdProcess.Run(Train("1", more)));
        AssertDone(MpiProcess.Run(3, Train("3", more)));
        AssertSameRun("1", "3", SumOrder);
        var (one, three) = (RunManifest.Read(Run("1").ManifestPath), RunManifest.Read(Run("3").ManifestPath));
        Assert.Equal(one.Best!.Epoch, three.Best!.Epoch);
        Assert.True(Assert.IsType<RunFinished>(new EventReader(Run("3").EventsPath).ReadNew()[^1]).StoppedEarly);
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(Run("3").CheckpointPath(three.Best.Epoch), "model.safetensors")),
            File.ReadAllBytes(Path.Combine(Run("3").ModelFolder, "model.safetensors")));
    }

    [MpiFact]
    public void A_killed_process_ends_the_others_and_another_number_of_them_resumes_the_run()
    {
        string[] more = ["--epochs", "10", "--dropout", "0", "--save-total-limit", "3"];
        var launcher = MpiProcess.Start(2, Train("killed", more));
        var victim = MpiProcess.IdOf(1, launcher);
        var events = new EventReader(Run("killed").EventsPath);
        while (!events.ReadNew().OfType<CheckpointSaved>().Any() && !launcher.HasExited)
        {
            Thread.Sleep(5);
        }

        MpiProcess.Signal("KILL", victim);
        var killed = MpiProcess.Finish(launcher);
        Assert.NotEqual(0, killed.ExitCode);
        Assert.DoesNotContain(events.ReadNew(), happened => happened is RunFinished);

        var resumed = MpiProcess.Run(3, Train("killed", [.. more, "--resume"]));
        AssertDone(resumed);
        Assert.Contains("before it was resumed", resumed.Output, StringComparison.Ordinal);
        AssertDone(TdProcess.Run(Train("whole", more)));
        AssertSameRun("whole", "killed", SumOrder);
    }

    [MpiFact]
    public void A_process_that_fails_says_why_and_ends_the_others()
    {
        var failed = MpiProcess.Finish(MpiProcess.StartDifferent(Train("failed"), Train("failed", "--weight-decay=-1")));
        Assert.NotEqual(0, failed.ExitCode);
        Assert.Contains("td train: process 1 of 2: --weight-decay: found -1, expected 0 or more", failed.Error, StringComparison.Ordinal);
        Assert.False(Run("failed").HoldsRun);

        // Process 0 cannot save its checkpoint, long after the others have begun to train with it.
        _folder.Write("late/demo/bert-tiny/checkpoints", "a file where a folder should be");
        var late = MpiProcess.Run(2, Train("late"));
        Assert.NotEqual(0, late.ExitCode);
        Assert.Contains("td train: process 0 of 2: ", late.Error, StringComparison.Ordinal);
        Assert.IsType<RunFailed>(new EventReader(Run("late").EventsPath).ReadNew()[^1]);
    }

    [MpiFact]
    public void One_process_that_is_asked_to_stop_stops_all_at_the_same_update()
    {
        var launcher = MpiProcess.Start(2, Train("stopped", "--epochs", "500", "--dropout", "0"));
        var events = new EventReader(Run("stopped").EventsPath);
        var seen = new List<RunEvent>();
        while (!seen.OfType<Evaluated>().Any() && !launcher.HasExited)
        {
            Thread.Sleep(5);
            seen.AddRange(events.ReadNew());
        }

        MpiProcess.Signal("TERM", MpiProcess.IdOf(1, launcher));
        var stopped = MpiProcess.Finish(launcher);
        Assert.Equal(130, stopped.ExitCode);
        seen.AddRange(events.ReadNew());
        var kept = Assert.IsType<RunInterrupted>(seen[^1]).EpochsKept;
        Assert.Equal(kept, DynamicsFile.Find(Run("stopped").Path).Count);
        Assert.Empty(Directory.GetFiles(Run("stopped").Path, "*.partial", SearchOption.AllDirectories));
    }

    // Every guid once and in the data's order, logits, losses and dev metrics as the other run has them.
    void AssertSameRun(string expected, string found, double tolerance)
    {
        var epochs = DynamicsFile.Find(Run(expected).Path).Count;
        Assert.Equal(epochs, DynamicsFile.Find(Run(found).Path).Count);
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            var (left, right) = (Records(expected, epoch), Records(found, epoch));
            Assert.Equal(Enumerable.Range(0, TrainRows).Select(row => (long)row), right.Select(record => record.Guid));
            foreach (var (one, other) in left.Zip(right))
            {
                Assert.Equal(one.Guid, other.Guid);
                Assert.All(one.Logits.Zip(other.Logits), pair => Assert.Equal(pair.First, pair.Second, tolerance));
            }
        }

        var (wanted, given) = (Results(expected), Results(found));
        Assert.Equal(epochs, wanted.Count);
        Assert.All(wanted.Zip(given), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }

    List<(long Guid, double[] Logits)> Records(string name, int epoch) =>
    [
        .. File.ReadLines(Run(name).DynamicsPath(epoch)).Select(line =>
        {
            using var record = System.Text.Json.JsonDocument.Parse(line);
            var root = record.RootElement;
            return (root.GetProperty("guid").GetInt64(), root.GetProperty($"logits_epoch_{epoch}").EnumerateArray().Select(z => z.GetDouble()).ToArray());
        }),
    ];

    // The dev loss, which a lost or doubled example would change; the last report of an epoch counts.
    List<double> Results(string name) =>
    [
        .. new EventReader(Run(name).EventsPath).ReadNew().OfType<Evaluated>().GroupBy(dev => dev.Epoch).OrderBy(group => group.Key)
            .Select(group => group.Last().Metrics["loss"]),
    ];

    static void AssertDone(TdResult result) => Assert.True(result.ExitCode == 0, result.Output + result.Error);
}
