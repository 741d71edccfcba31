using TrainingDynamics.Data;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Parallel;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Logs;
using TrainingDynamics.Text.Batching;
using TrainingDynamics.Text.Tokenization;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests;

/// <summary>Batches made ahead on another thread make no difference to anything.</summary>
public sealed class BatchFeedTests : IDisposable
{
    const int Classes = 2;

    readonly TemporaryFolder _folder = new();
    readonly TextClassifier _model = Model();

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    public static TheoryData<bool, bool, int> Ways => new() { { false, false, 1 }, { true, false, 1 }, { false, true, 8 }, { true, true, 8 } };

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_feeds_batches_are_those_filled_by_hand(bool ahead, bool regression, int multiple)
    {
        var set = Set(40, regression);
        int[][] batches = [.. Enumerable.Range(0, 40).Chunk(7)];
        var expected = new TokenBatch();
        using var feed = new BatchFeed(_model, set, batches, multiple, ahead);
        foreach (var indices in batches)
        {
            using var scope = NewDisposeScope();
            var batch = feed.Next();

            expected.Fill(set, indices, _model.Config.PaddingId, multiple);
            Assert.Equal([expected.Size, expected.Length], batch.InputIds.shape);
            Assert.Equal(expected.InputIds.ToArray(), batch.InputIds.data<long>().ToArray());
            Assert.Equal(expected.AttentionMask.ToArray(), batch.Mask!.data<long>().ToArray());
            Assert.Equal(expected.TypeIds.ToArray(), batch.TypeIds!.data<long>().ToArray());
            Assert.Equal(expected.Golds.ToArray(), regression ? [] : batch.Golds.data<long>().ToArray()); // data refuses an empty tensor
            Assert.Equal(expected.Golds.Length, batch.Golds.numel());
            Assert.Equal(regression ? expected.Scores.ToArray() : null, batch.Scores?.data<float>().ToArray());
            Assert.Equal(indices.Select(i => (long)i), batch.Rows.data<long>().ToArray());
        }

        Assert.Throws<InvalidOperationException>(() => feed.Next());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_feed_that_is_left_early_leaves_no_tensor(bool ahead)
    {
        var set = Set(64, regression: false);
        GC.Collect(); // what earlier tests left to it would go in the middle
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        using (var feed = new BatchFeed(_model, set, Enumerable.Range(0, 64).Chunk(4), 1, ahead))
        {
            for (var i = 0; i < 3; i++)
            {
                using var scope = NewDisposeScope();
                feed.Next();
            }
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_example_that_is_not_there_fails_at_its_batch(bool ahead)
    {
        using var scope = NewDisposeScope();
        using var feed = new BatchFeed(_model, Set(8, regression: false), [[0, 1], [8], [2]], 1, ahead);
        feed.Next();
        Assert.Throws<IndexOutOfRangeException>(() => feed.Next());
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(64, true)]
    public void Logits_that_stay_on_the_device_until_their_window_ends_are_those_of_each_batch(int batchSize, bool ahead)
    {
        var set = Set(120, regression: false); // one by one: two whole windows and a shorter one
        var expected = new float[set.Count * Classes];
        var plan = RecordingPlan.Create(set.Lengths, batchSize);
        var tokens = new TokenBatch();
        using (no_grad())
        {
            foreach (var indices in Enumerable.Range(0, plan.WindowCount).SelectMany(w => Enumerable.Range(0, plan[w].BatchCount).Select(b => plan[w].Batch(b).ToArray())))
            {
                using var scope = NewDisposeScope();
                tokens.Fill(set, indices, _model.Config.PaddingId);
                using var host = new HostBatch(tokens, pinned: false);
                var batch = host.To(CPU);
                var logits = _model.Forward(batch.InputIds, batch.TypeIds, batch.Mask, training: false).data<float>().ToArray();
                for (var row = 0; row < indices.Length; row++)
                {
                    logits.AsSpan(row * Classes, Classes).CopyTo(expected.AsSpan(indices[row] * Classes));
                }
            }
        }

        var alone = new OneProcess();
        using var stop = new StopAgreement(alone, CancellationToken.None);
        var found = new List<float>();
        var examples = new List<int>();
        new LogitPass(_model, set, batchSize, alone, 1, ahead).Run(
            (indices, logits, _) =>
            {
                examples.AddRange(indices.ToArray());
                found.AddRange(logits.ToArray());
            },
            stop);

        Assert.Equal(Enumerable.Range(0, set.Count), examples);
        Assert.Equal(expected, found);
    }

    [Theory]
    [InlineData(RecordingMode.AfterEpoch, 1)]
    [InlineData(RecordingMode.DuringTraining, 2)]
    public void A_run_leaves_the_same_bytes_also_when_it_was_stopped_and_resumed(RecordingMode record, int accumulation)
    {
        var data = SmallTask.Data(train: 44, dev: 12);
        var options = SmallTask.Options(_folder) with
        {
            Record = record,
            GradientAccumulationSteps = accumulation,
            EvalBatchSize = 1,
            LoggingSteps = 1,
            CheckpointingSteps = 2,
        };
        var expected = Bytes(TrainingRun.Run(options with { OutputDir = _folder["plain"] }, data, new Observations(), CancellationToken.None));
        Assert.Equal(expected, Bytes(TrainingRun.Run(options with { OutputDir = _folder["ahead"], BatchesAhead = true }, data, new Observations(), CancellationToken.None)));

        using var stop = new CancellationTokenSource();
        var halfway = new Observations(e =>
        {
            if (e is StepTaken { Epoch: 1, Step: var step } && step % 2 == 1)
            {
                stop.Cancel();
            }
        });
        var stopped = options with { OutputDir = _folder["stopped"], BatchesAhead = true };
        Assert.True(TrainingRun.Run(stopped, data, halfway, stop.Token).Interrupted);
        Assert.DoesNotContain("batches ahead", NativeThreads());

        var resumed = TrainingRun.Run(stopped with { Resume = true }, data, new Observations(), CancellationToken.None);
        Assert.Equal(1, resumed.EpochsBefore);
        Assert.Equal(expected, Bytes(resumed));
        Assert.DoesNotContain("batches ahead", NativeThreads());
    }

    [Fact]
    public void Batches_are_made_ahead_on_cuda_alone()
    {
        Assert.True(BatchFeed.GainsOn(TorchSharp.DeviceType.CUDA));
        Assert.False(BatchFeed.GainsOn(TorchSharp.DeviceType.CPU));
    }

    static string[] NativeThreads() => OperatingSystem.IsLinux()
        ? [.. Directory.EnumerateDirectories("/proc/self/task").Select(NameOfThread)]
        : [];

    static string NameOfThread(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm")).Trim();
        }
        catch (IOException)
        {
            // It ended since it was listed.
            return "";
        }
    }

    static (string Name, string Hash)[] Bytes(TrainingSummary summary) =>
    [
        .. new[] { summary.Folder.DynamicsFolder, summary.Folder.ModelFolder }.SelectMany(Directory.EnumerateFiles).Order(StringComparer.Ordinal)
            .Select(path => (Path.GetFileName(path), Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))))),
    ];

    static TextClassifier Model()
    {
        var model = TextClassifier.Create(ModelConfig.Named("bert-tiny", 60, ["negative", "positive"])!, CPU, new NativeDropout());
        model.Initialize(1);
        return model;
    }

    // Pairs, so that there are types; of all lengths.
    static EncodedDataset Set(int count, bool regression)
    {
        string[] words = ["good", "bad", "film", "story", "actor"];
        Example[] examples =
        [
            .. Enumerable.Range(0, count).Select(i => new Example(
                $"{i}", string.Join(' ', Enumerable.Repeat(words[i % 5], 1 + i * 7 % 6)), words[(i + 1) % 5], regression ? i / 4.0 : i % Classes)),
        ];
        var tokenizer = new WordPieceTokenizer(WordPieceTrainer.Train(words, 40));
        return EncodedDataset.Encode(new Dataset("set", regression ? ["score"] : ["negative", "positive"], examples, "set.tsv", new string('0', 64), regression), tokenizer, 24);
    }
}
