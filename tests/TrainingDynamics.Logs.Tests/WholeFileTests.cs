using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;

namespace TrainingDynamics.Logs.Tests;

public sealed class WholeFileTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static void Write(string path, string text) => WholeFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)), isDerived: true);

    static void MakeFifo(string path)
    {
        using var made = Process.Start("mkfifo", [path]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
    }

    [Fact]
    public void Eight_writers_of_one_name_leave_one_of_their_whole_files()
    {
        const int Rounds = 200;
        const int Writers = 8;
        var path = _folder["table.csv"];
        // Of very different lengths, in several writes, as a table of five rows and one of sixty thousand are.
        string[] texts = [.. Enumerable.Range(0, Writers).Select(writer => new string((char)('a' + writer), 1 << (2 * writer)))];
        for (var round = 0; round < Rounds; round++)
        {
            using var together = new Barrier(Writers);
            Thread[] threads = [.. texts.Select(text => new Thread(() =>
            {
                together.SignalAndWait();
                WholeFile.Write(path, stream =>
                {
                    foreach (var piece in text.Chunk(1 << 12))
                    {
                        stream.Write(Encoding.UTF8.GetBytes(piece));
                        stream.Flush();
                    }
                }, isDerived: true);
            }))];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
            Assert.Contains(File.ReadAllText(path), texts);
            Assert.Equal(["table.csv"], _folder.Files);
        }
    }

    [Fact]
    public void A_symbolic_link_stays_and_its_target_is_replaced()
    {
        Directory.CreateDirectory(_folder["elsewhere"]);
        File.CreateSymbolicLink(_folder["second"], "first");
        File.CreateSymbolicLink(_folder["first"], Path.Combine("elsewhere", "target"));
        Write(_folder["second"], "new"); // the target is not there yet
        Write(_folder["second"], "newer");
        Assert.Equal("newer", File.ReadAllText(_folder["elsewhere", "target"]));
        Assert.Null(new FileInfo(_folder["elsewhere", "target"]).LinkTarget);
        Assert.Equal("first", new FileInfo(_folder["second"]).LinkTarget);
        Assert.Equal(3, _folder.Files.Length);
    }

    [Fact]
    public void Links_that_lead_to_each_other_are_refused()
    {
        File.CreateSymbolicLink(_folder["a"], "b");
        File.CreateSymbolicLink(_folder["b"], "a");
        Assert.Contains("links", Assert.Throws<IOException>(() => Write(_folder["a"], "x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fifo_is_written_through_and_stays_one()
    {
        MakeFifo(_folder["pipe"]);
        var read = Task.Run(() => File.ReadAllText(_folder["pipe"]));
        Write(_folder["pipe"], "through");
        Assert.Equal("through", await read);
        Assert.Equal(FileKind.Fifo, FileStatus.Of(_folder["pipe"]).Kind);
        Assert.Equal(["pipe"], _folder.Files);
    }

    [Fact]
    public async Task A_socket_is_written_through_and_stays_one()
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(_folder["socket"]));
        listener.Listen();
        var read = Task.Run(() =>
        {
            using var reader = new StreamReader(new NetworkStream(listener.Accept(), ownsSocket: true));
            return reader.ReadToEnd();
        });
        Write(_folder["socket"], "through");
        Assert.Equal("through", await read);
        Assert.Equal(FileKind.Socket, FileStatus.Of(_folder["socket"]).Kind);
    }

    [Fact]
    public void Devices_take_what_they_take_and_stay_devices()
    {
        Write("/dev/null", "gone");
        File.CreateSymbolicLink(_folder["null"], "/dev/null");
        Write(_folder["null"], "gone");
        Assert.Contains("space", Assert.Throws<IOException>(() => Write("/dev/full", "too much")).Message, StringComparison.Ordinal);
        Assert.All(new[] { "/dev/null", "/dev/full" }, path => Assert.Equal(FileKind.Device, FileStatus.Of(path).Kind));
    }

    [Fact]
    public void A_file_that_a_process_has_open_is_written_through()
    {
        using (var open = new FileStream(_folder["open"], FileMode.Create, FileAccess.Write, FileShare.ReadWrite))
        {
            Write($"/proc/self/fd/{open.SafeFileHandle.DangerousGetHandle()}", "through");
        }

        Assert.Equal("through", File.ReadAllText(_folder["open"]));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_replaced_file_keeps_its_permissions_and_a_new_one_has_those_of_the_umask()
    {
        const UnixFileMode Shared = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
        Write(_folder["file"], "old");
        File.WriteAllText(_folder["plain"], "");
        Assert.Equal(File.GetUnixFileMode(_folder["plain"]), File.GetUnixFileMode(_folder["file"]));
        File.SetUnixFileMode(_folder["file"], Shared);
        Write(_folder["file"], "new");
        Assert.Equal(Shared, File.GetUnixFileMode(_folder["file"]));
        Assert.Equal("new", File.ReadAllText(_folder["file"]));
    }

    [Fact]
    public void A_folder_is_no_target_and_a_write_that_fails_leaves_the_older_file_alone()
    {
        Directory.CreateDirectory(_folder["folder"]);
        Assert.Contains("is a folder", Assert.Throws<IOException>(() => Write(_folder["folder"], "x")).Message, StringComparison.Ordinal);
        Write(_folder["file"], "old");
        Assert.Throws<InvalidOperationException>(() => WholeFile.Write(_folder["file"], _ => throw new InvalidOperationException()));
        Assert.Equal(["file"], _folder.Files);
        Assert.Equal("old", File.ReadAllText(_folder["file"]));
    }

    [Fact]
    public void A_name_as_long_as_the_file_system_takes_can_be_written()
    {
        var name = new string('n', 255);
        Write(_folder[name], "x");
        Assert.Equal([name], _folder.Files);
    }

    [Fact]
    public void What_a_killed_writer_left_is_removed_and_what_a_living_one_writes_is_not()
    {
        var left = _folder.Write("table.csv.k1b2c3d4.partial", "half");
        MakeFifo(_folder["pipe.partial"]);
        WholeFile.Write(_folder["table.csv"], stream =>
        {
            WholeFile.RemoveAbandoned(_folder.Path);
            Assert.False(File.Exists(left));
            stream.Write("whole"u8);
        });
        Assert.Equal("whole", File.ReadAllText(_folder["table.csv"]));
        WholeFile.RemoveAbandoned(_folder["nowhere"]);
        Assert.Equal(["pipe.partial", "table.csv"], _folder.Files.Order());
    }
}
