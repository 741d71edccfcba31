using System.Diagnostics;
using System.Text;

namespace TrainingDynamics.Logs.Tests;

public sealed class RegularFileTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Fifo(params string[] names)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[names])!);
        using var made = Process.Start("mkfifo", [_folder[names]]);
        made.WaitForExit();
        return _folder[names];
    }

    string Device(params string[] names)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[names])!);
        File.CreateSymbolicLink(_folder[names], "/dev/zero");
        return _folder[names];
    }

    static void IsRefused(string kind, Action read)
    {
        var error = Assert.Throws<LogFormatException>(read);
        Assert.Contains($"it is no regular file but {kind}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_no_regular_file_is_named_and_not_opened()
    {
        Assert.Contains("a FIFO", Assert.Throws<IOException>(() => RegularFile.Open(Fifo("fifo"))).Message, StringComparison.Ordinal);
        Assert.Contains("a device", Assert.Throws<IOException>(() => RegularFile.OpenHandle(Device("zero"))).Message, StringComparison.Ordinal);
        Assert.Contains("a folder", Assert.Throws<IOException>(() => RegularFile.ReadAllBytes(_folder.Path, 9)).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => RegularFile.Open(_folder["missing"]));
    }

    [Fact]
    public void A_file_beyond_its_kinds_bound_is_refused_before_it_is_read()
    {
        using (var sparse = File.Create(_folder["sparse"]))
        {
            sparse.SetLength(1L << 40);
        }

        var error = Assert.Throws<IOException>(() => RegularFile.ReadAllBytes(_folder["sparse"], RegularFile.MostJsonBytes));
        Assert.Equal("it has 1,099,511,627,776 bytes, expected at most 67,108,864", error.Message);
        Assert.Throws<IOException>(() => RegularFile.ReadLines(_folder["sparse"], 9, Encoding.UTF8).First());
        File.CreateSymbolicLink(_folder["link"], _folder.Write("file", "a\nb"));
        Assert.Equal("a\nb"u8.ToArray(), RegularFile.ReadAllBytes(_folder["link"], 3));
        Assert.Equal(["a", "b"], RegularFile.ReadLines(_folder["link"], 3, Encoding.UTF8));
    }

    [Fact]
    public void Nothing_of_a_run_is_waited_for_at_a_fifo_or_read_for_ever_from_a_device()
    {
        IsRefused("a FIFO", () => new EventReader(Fifo("a", "events.jsonl")).ReadNew());
        IsRefused("a device", () => new EventReader(Device("b", "events.jsonl")).ReadNew());
        IsRefused("a FIFO", () => RunManifest.Read(Fifo("a", "run.json")));
        IsRefused("a device", () => RunManifest.Read(Device("b", "run.json")));
        IsRefused("a FIFO", () => new LineBlocks(Fifo("a", "td_metrics.jsonl"), "metrics file").Dispose());
        foreach (var name in new[] { "dynamics_epoch_1.jsonl", "dynamics_epoch_1.jsonl.gz", "dynamics_epoch_1.parquet" })
        {
            IsRefused("a FIFO", () => DynamicsBlocks.Open(new DynamicsFile(Fifo("a", name), 1)).Dispose());
            IsRefused("a device", () => DynamicsBlocks.Open(new DynamicsFile(Device("b", name), 1)).Dispose());
        }
    }
}
