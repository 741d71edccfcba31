using TrainingDynamics.Logs;
using Xunit.Abstractions;

namespace TrainingDynamics.EndToEnd.Tests.Faults;

/// <summary>Disks that are full, read-only, or taken away.</summary>
public sealed class DiskTests(ITestOutputHelper output) : IDisposable
{
    const int Epochs = 3;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TmpfsFact]
    public void A_full_disk_ends_the_run_with_its_checkpoint_kept_and_with_room_it_goes_on_to_the_same_bytes()
    {
        var whole = new SmallRun(_folder, _folder["whole"], Epochs);
        whole.Finish();
        var expected = whole.Contents();
        var checkpoint = Directory.EnumerateFiles(whole.Folder.CheckpointPath(Epochs - 1)).Sum(path => new FileInfo(path).Length);
        // Too little for the first checkpoint, and too little for the second beside it.
        foreach (var share in new[] { 0.4, 1.5 })
        {
            using var disk = new Tmpfs((long)(checkpoint * share / 1024) + 64);
            var run = new SmallRun(_folder, disk.Path, Epochs);

            var result = TdProcess.Run(run.Train());

            Assert.Equal(1, result.ExitCode);
            Assert.StartsWith("td train: ", result.ErrorLine, StringComparison.Ordinal);
            Assert.Contains("No space left on device", result.ErrorLine, StringComparison.Ordinal);
            Assert.Contains("--resume", result.ErrorLine, StringComparison.Ordinal);
            run.AssertWholeSoFar(expected);
            Assert.Empty(run.Partials());
            output.WriteLine($"disk of {share} checkpoints: {result.ErrorLine}");

            disk.Remount("size=64m");
            run.Finish("--resume");
            Assert.Equal(expected, run.Contents());
        }

    }

    [TmpfsFact]
    public void A_read_only_disk_is_named_before_training_and_what_is_on_it_can_be_read()
    {
        using var disk = new Tmpfs(64 * 1024);
        var run = new SmallRun(_folder, disk.Path, 1);
        run.Finish();
        var expected = run.Contents();
        disk.Remount("ro");

        foreach (var option in new[] { "--overwrite", "--resume" })
        {
            var refused = TdProcess.Run([.. run.Train(option), "--num-train-epochs", "1", "--learning-rate", "1e-4"]);
            Assert.Equal(2, refused.ExitCode);
            Assert.StartsWith("td train: ", refused.ErrorLine, StringComparison.Ordinal);
        }

        var elsewhere = TdProcess.Run(new SmallRun(_folder, Path.Combine(disk.Path, "other"), 1).Train());
        Assert.Equal(2, elsewhere.ExitCode);
        Assert.Contains("cannot be written to: Read-only file system", elsewhere.ErrorLine, StringComparison.Ordinal);
        Assert.Equal(0, TdProcess.Run("status", run.Folder.Path).ExitCode);
        Assert.Equal(0, TdProcess.Run("metrics", run.Folder.Path, "--output", _folder["metrics.jsonl"]).ExitCode);
        var metrics = TdProcess.Run("metrics", run.Folder.Path);
        Assert.Equal(2, metrics.ExitCode);
        Assert.Contains("Read-only file system", metrics.ErrorLine, StringComparison.Ordinal);
        Assert.Equal(expected, run.Contents());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_folder_that_is_deleted_or_moved_under_a_live_run_ends_it(bool moved)
    {
        var run = new SmallRun(_folder, _folder["out"], 5000);
        using var process = TdProcess.Start(run.Train());
        LiveRun.WaitFor<Evaluated>(run, process);
        if (moved)
        {
            Directory.Move(run.Folder.Path, _folder["moved"]);
        }
        else
        {
            Delete(run.Folder.Path);
        }

        var result = TdProcess.Finish(process);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(run.Folder.Path, result.ErrorLine, StringComparison.Ordinal);
        Assert.False(run.Folder.HoldsRun, "a part of a run was left without its beginning");
        if (moved)
        {
            var kept = new RunFolder(_folder["moved"]);
            Assert.IsType<RunFailed>(new EventReader(kept.EventsPath).ReadNew()[^1]);
            Assert.Equal(0, TdProcess.Run("metrics", kept.Path).ExitCode);
        }
    }

    // The run makes files while they are being deleted.
    static void Delete(string folder)
    {
        while (Directory.Exists(folder))
        {
            try
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (IOException)
            {
                Thread.Yield();
            }
        }
    }
}
