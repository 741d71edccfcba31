using System.Net;
using System.Net.Sockets;
using TrainingDynamics.Engine.Parallel;

namespace TrainingDynamics.Engine.Tests;

/// <summary>Three processes are three threads here; what they exchange goes over the loopback device.</summary>
public sealed class RendezvousTests
{
    const int Size = 3;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    static readonly byte[] Handed = [1, 2, 3, 250];

    readonly (string Message, int ExitCode)?[] _heard = new (string, int)?[Size];

    [Fact]
    public void Process_0_hands_the_same_bytes_to_all_and_good_byes_are_no_failures()
    {
        var met = Meet();
        Assert.All(met, one => Assert.Equal(Handed, one.Payload));
        foreach (var one in met)
        {
            one.Dispose();
        }

        Thread.Sleep(100); // what would have been taken for a failure
        Assert.All(_heard, heard => Assert.Null(heard));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void The_failure_of_one_reaches_all_others_with_its_message(int failing)
    {
        var met = Meet();
        met[failing].Fail("process failed: disk full", 7);
        foreach (var other in Enumerable.Range(0, Size).Where(rank => rank != failing))
        {
            Assert.True(SpinWait.SpinUntil(() => _heard[other] is not null, Patience), $"process {other} heard nothing");
            Assert.Equal(("process failed: disk full", 7), _heard[other]);
        }

        foreach (var one in met)
        {
            one.Dispose();
        }
    }

    [Fact]
    public void A_process_that_is_gone_without_a_word_is_a_failure()
    {
        var port = FreePort();
        var visitors = new Thread(() =>
        {
            using var client = Connect(port);
            client.GetStream().Write([1, 0, 0, 0, 2, 0, 0, 0]); // rank 1 of 2
            _ = client.GetStream().ReadByte();
        });
        visitors.Start();
        using var first = Rendezvous.Meet(Process(0, 2), Handed, "127.0.0.1", port, Patience, (message, code) => _heard[0] = (message, code));
        visitors.Join();
        Assert.True(SpinWait.SpinUntil(() => _heard[0] is not null, Patience));
        Assert.Equal(("process 1 ended without a word", 1), _heard[0]);
    }

    [Fact]
    public void Who_does_not_come_in_time_is_missed()
    {
        var e = Assert.Throws<ParallelException>(
            () => Rendezvous.Meet(Process(0, 2), Handed, "127.0.0.1", FreePort(), TimeSpan.FromMilliseconds(100), (_, _) => { }));
        Assert.Contains("process 0 of 2 did not meet the others at 127.0.0.1", e.Message, StringComparison.Ordinal);
        var late = Assert.Throws<ParallelException>(
            () => Rendezvous.Meet(Process(1, 2), [], "127.0.0.1", FreePort(), TimeSpan.FromMilliseconds(100), (_, _) => { }));
        Assert.Contains("process 1 of 2 did not meet the others at 127.0.0.1", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_of_another_run_is_turned_away()
    {
        var port = FreePort();
        var visitor = new Thread(() =>
        {
            using var client = Connect(port);
            client.GetStream().Write([1, 0, 0, 0, 5, 0, 0, 0]); // rank 1 of 5
            _ = client.Client.Poll(Patience, SelectMode.SelectRead);
        });
        visitor.Start();
        var e = Assert.Throws<ParallelException>(
            () => Rendezvous.Meet(Process(0, 2), Handed, "127.0.0.1", port, Patience, (_, _) => { }));
        visitor.Join();
        Assert.Contains("process 1 of 5 came to port", e.Message, StringComparison.Ordinal);
    }

    Rendezvous[] Meet()
    {
        var port = FreePort();
        var met = new Rendezvous[Size];
        Thread[] threads =
        [
            .. Enumerable.Range(0, Size).Select(rank => new Thread(() => met[rank] = Rendezvous.Meet(
                Process(rank, Size), rank == 0 ? Handed : [], "127.0.0.1", port, Patience, (message, code) => _heard[rank] = (message, code)))),
        ];
        foreach (var thread in threads)
        {
            thread.Start();
        }

        foreach (var thread in threads)
        {
            thread.Join();
        }

        return met;
    }

    static LaunchedProcess Process(int rank, int size) => new("test", rank, rank, size);

    static TcpClient Connect(int port)
    {
        while (true)
        {
            try
            {
                return new TcpClient("127.0.0.1", port);
            }
            catch (SocketException)
            {
                Thread.Sleep(20);
            }
        }
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
