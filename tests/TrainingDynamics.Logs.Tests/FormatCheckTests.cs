namespace TrainingDynamics.Logs.Tests;

/// <summary>An epoch in both formats.</summary>
public sealed class FormatCheckTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    RunFolder Run => new(_folder["run"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Both_formats_of_one_log_are_one_epoch_whichever_is_newer()
    {
        Write(LogFormat.Both, gold: 0);

        foreach (var newer in Run.DynamicsPaths(0, LogFormat.Both))
        {
            File.SetLastWriteTimeUtc(newer, DateTime.UtcNow.AddHours(1));
            Assert.EndsWith(".parquet", Assert.Single(DynamicsFile.Find(Run.Path)).Path, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1, 1f)]
    [InlineData(0, 2f)]
    public void A_newer_log_in_the_other_format_is_not_hidden(int gold, float logit)
    {
        Write(LogFormat.Parquet, gold: 0);
        Write(LogFormat.Jsonl, gold, logit);
        File.SetLastWriteTimeUtc(Run.DynamicsPath(0), DateTime.UtcNow.AddSeconds(1));

        var error = Assert.Throws<LogFormatException>(() => DynamicsFile.Find(Run.Path));

        Assert.StartsWith(
            $"{Run.DynamicsPaths(0, LogFormat.Parquet)[0]}: found another log of epoch 0 than in dynamics_epoch_0.jsonl, which is newer (record 1, guid 0)",
            error.Message,
            StringComparison.Ordinal);
        // So that td convert can write the older one again.
        Assert.Single(DynamicsFile.Find(Run.Path, LogFormat.Jsonl));
        File.SetLastWriteTimeUtc(Run.DynamicsPath(0), DateTime.UtcNow.AddHours(-1));
        Assert.Single(DynamicsFile.Find(Run.Path));
    }

    void Write(LogFormat format, int gold, float logit = 1)
    {
        foreach (var path in Run.DynamicsPaths(0, format))
        {
            using var writer = new DynamicsWriter([path], 0, [ExampleGuid.FromInteger(0), ExampleGuid.FromInteger(1)], [gold, 1], "cpu");
            writer.Append([0], [logit, 0]);
            writer.Append([1], [logit, 0]);
            writer.Complete();
        }
    }
}
