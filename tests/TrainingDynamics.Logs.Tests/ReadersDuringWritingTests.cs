using Xunit.Abstractions;

namespace TrainingDynamics.Logs.Tests;

/// <summary>Readers beside a writer at full speed; <c>tests/soak.sh</c> does it with a million records each.</summary>
public sealed class ReadersDuringWritingTests(ITestOutputHelper output) : IDisposable
{
    const int Epochs = 10;

    static readonly int Records = LongChecks.Count("TD_STRESS", 60_000);

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_viewer_sees_every_event_once_in_order_and_whole()
    {
        var path = _folder["events.jsonl"];
        var writing = Task.Run(() =>
        {
            using var log = new EventLog(path);
            for (var i = 0; i < Records; i++)
            {
                // Of a kind that is never thinned out.
                log.On(new EpochFinished(i, i * 0.5, null));
            }
        });
        var reader = new EventReader(path);
        var (seen, looks, memory) = (0, 0, 0L);
        while (seen < Records)
        {
            Assert.False(writing.IsFaulted, writing.Exception?.Message);
            var isLast = writing.IsCompleted;
            foreach (var happened in reader.ReadNew())
            {
                var end = Assert.IsType<EpochFinished>(happened);
                Assert.Equal((seen, seen * 0.5), (end.Epoch, end.TrainLoss));
                seen++;
            }

            Assert.True(!isLast || seen == Records, $"{seen} of {Records} events");
            looks++;
            memory = Math.Max(memory, GC.GetTotalMemory(forceFullCollection: false));
        }

        output.WriteLine($"{seen} events in {looks} looks while they were written, at most {memory >> 20} MiB in use");
    }

    [Fact]
    public void Whoever_reads_a_live_run_sees_whole_epochs_alone()
    {
        var run = new RunFolder(_folder["run"]);
        var perEpoch = Records / Epochs;
        var writing = Task.Run(() =>
        {
            ExampleGuid[] guids = [.. Enumerable.Range(0, perEpoch).Select(i => ExampleGuid.FromInteger(i))];
            var golds = new double[perEpoch];
            for (var epoch = 0; epoch < Epochs; epoch++)
            {
                using var writer = new DynamicsWriter([run.DynamicsPath(epoch)], epoch, guids, golds, "cpu");
                int[] indices = [.. Enumerable.Range(0, perEpoch)];
                foreach (var block in indices.Chunk(500))
                {
                    writer.Append(block, [.. block.SelectMany(i => new[] { i + 0.5f, epoch })]);
                }

                writer.Complete();
            }
        });
        var (records, looks, epochsSeen) = (0L, 0, 0);
        while (epochsSeen < Epochs)
        {
            Assert.False(writing.IsFaulted, writing.Exception?.Message);
            looks++;
            var isLast = writing.IsCompleted;
            if (!Directory.Exists(run.DynamicsFolder) || !Directory.EnumerateFiles(run.DynamicsFolder, "dynamics_epoch_*.jsonl").Any())
            {
                continue;
            }

            var files = DynamicsFile.Find(run.Path);
            // Those that are new since the last look, and the first once more.
            foreach (var file in files.Where(file => file.Epoch == 0 || file.Epoch >= epochsSeen))
            {
                var row = 0;
                foreach (var record in LogRecord.Of(file))
                {
                    Assert.True(record.Guid.Integer == row && record.Logits[0] == row + 0.5f && record.Logits[1] == file.Epoch, $"{file.Path}, line {row + 1}");
                    row++;
                }

                Assert.Equal(perEpoch, row);
                records += row;
            }

            epochsSeen = files.Count;
            Assert.True(!isLast || epochsSeen == Epochs);
        }

        output.WriteLine($"{records} records read in {looks} looks at {Epochs} epochs while they were written; every file whole");
    }

    [Fact]
    public void Events_that_another_run_began_anew_are_read_from_their_start()
    {
        var path = _folder.Write("events.jsonl", "{\"type\":\"epoch_started\",\"epoch\":0}\n{\"type\":\"epoch_started\",\"epoch\":1}\n");
        var reader = new EventReader(path);
        Assert.Equal(2, reader.ReadNew().Count);
        File.WriteAllText(path, "{\"type\":\"epoch_started\",\"epoch\":7}\n");
        Assert.Equal(7, Assert.IsType<EpochStarted>(Assert.Single(reader.ReadNew())).Epoch);
        File.Delete(path);
        Assert.Empty(reader.ReadNew());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{\"type\":\"of a later version\"} trailing")]
    [InlineData("{\"type\":\"\\ud800\"}")]
    [InlineData("{\"type\":\"step\",\"step\":1e400}")]
    [InlineData("{\"type\":\"step\",\"type\":\"step\"}")]
    public void A_line_that_is_no_event_is_named(string line)
    {
        var path = _folder.Write("events.jsonl", "{\"type\":\"epoch_started\",\"epoch\":0}\n" + line + "\n");
        var e = Assert.Throws<LogFormatException>(() => new EventReader(path).ReadNew());
        Assert.StartsWith($"{path}, line 2: ", e.Message, StringComparison.Ordinal);
    }
}
