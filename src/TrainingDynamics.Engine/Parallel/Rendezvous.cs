using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TrainingDynamics.Engine.Parallel;

/// <summary>
/// Where processes meet if their launcher has no MPI: process 0 listens at MASTER_ADDR:MASTER_PORT, gives every other one the same
/// bytes and keeps the connections, which tell all processes when one fails.
/// </summary>
sealed partial class Rendezvous : IDisposable
{
    const string AddressVariable = "MASTER_ADDR";
    const string PortVariable = "MASTER_PORT";
    const int FailedWithoutWord = 1;

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(200);

    readonly int _rank;
    readonly (int Rank, TcpClient Client)[] _others;
    readonly Action<string, int> _onFailure;
    readonly Lock _lock = new();
    bool _ended;

    Rendezvous(int rank, byte[] payload, (int Rank, TcpClient Client)[] others, Action<string, int> onFailure)
    {
        _rank = rank;
        Payload = payload;
        _others = others;
        _onFailure = onFailure;
        foreach (var other in others)
        {
            new Thread(() => Watch(other.Rank, other.Client)) { Name = "rendezvous", IsBackground = true }.Start();
        }
    }

    /// <summary>Whether the environment says where to meet.</summary>
    public static bool IsPlaced =>
        !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(AddressVariable))
        && !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(PortVariable));

    /// <summary>What process 0 handed out.</summary>
    public byte[] Payload { get; }

    /// <summary>Meets where the environment says; the failure of another process then ends this one.</summary>
    /// <exception cref="ParallelException">Not all came in time.</exception>
    public static Rendezvous Meet(LaunchedProcess launched, byte[] payload)
    {
        var host = Environment.GetEnvironmentVariable(AddressVariable) ?? "";
        var named = Environment.GetEnvironmentVariable(PortVariable);
        return int.TryParse(named, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= IPEndPoint.MaxPort
            ? Meet(launched, payload, host, port, Patience, EndThisProcess)
            : throw new ParallelException($"{PortVariable} is '{named}', expected a port from 1 to {IPEndPoint.MaxPort}");
    }

    /// <summary>Meets the others; <paramref name="onFailure"/> gets the message and exit code of one that fails later.</summary>
    /// <exception cref="ParallelException">Not all came within <paramref name="patience"/>, or two have one rank.</exception>
    public static Rendezvous Meet(
        LaunchedProcess launched, byte[] payload, string host, int port, TimeSpan patience, Action<string, int> onFailure)
    {
        try
        {
            return launched.Rank == 0
                ? Welcome(launched, payload, port, patience, onFailure)
                : Visit(launched, host, port, patience, onFailure);
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            throw new ParallelException(
                $"process {launched.Rank} of {launched.Size} did not meet the others at {host}:{port} within {patience.TotalSeconds} s: {e.Message}", e);
        }
    }

    /// <summary>Tells all processes of a failure of this one.</summary>
    public void Fail(string message, int exitCode) => Tell(message, exitCode, except: null);

    /// <summary>Ends this process without waiting for a device, which may wait for a process that failed, and without unloading torch.</summary>
    [LibraryImport("libc", EntryPoint = "_exit")]
    public static partial void EndProcess(int exitCode);

    /// <summary>Says good-bye, so that the others do not take the closed connection for a failure.</summary>
    public void Dispose()
    {
        Tell("", 0, except: null);
        foreach (var (_, client) in _others)
        {
            client.Dispose();
        }
    }

    static Rendezvous Welcome(LaunchedProcess launched, byte[] payload, int port, TimeSpan patience, Action<string, int> onFailure)
    {
        using var listener = new TcpListener(IPAddress.IPv6Any, port);
        listener.Server.DualMode = true;
        listener.Start();
        using var late = new CancellationTokenSource(patience);
        var others = new List<(int Rank, TcpClient Client)>();
        while (others.Count < launched.Size - 1)
        {
            var client = listener.AcceptTcpClientAsync(late.Token).AsTask().GetAwaiter().GetResult();
            client.ReceiveTimeout = (int)patience.TotalMilliseconds;
            var (rank, size) = (ReadNumber(client.GetStream()), ReadNumber(client.GetStream()));
            if (size != launched.Size || rank <= 0 || rank >= size || others.Any(other => other.Rank == rank))
            {
                client.Dispose();
                throw new ParallelException(
                    $"process {rank} of {size} came to port {port}, where {launched.Size} processes of different ranks were expected; does another run use the port?");
            }

            others.Add((rank, client));
        }

        foreach (var (_, client) in others)
        {
            Send(client.GetStream(), payload.Length, payload);
        }

        return new Rendezvous(0, payload, [.. others], onFailure);
    }

    static Rendezvous Visit(LaunchedProcess launched, string host, int port, TimeSpan patience, Action<string, int> onFailure)
    {
        var client = Connect(host, port, DateTime.UtcNow + patience);
        client.ReceiveTimeout = (int)patience.TotalMilliseconds;
        var stream = client.GetStream();
        Send(stream, launched.Rank, []);
        Send(stream, launched.Size, []);
        var payload = new byte[ReadNumber(stream)];
        stream.ReadExactly(payload);
        return new Rendezvous(launched.Rank, payload, [(0, client)], onFailure);
    }

    static TcpClient Connect(string host, int port, DateTime deadline)
    {
        while (true)
        {
            try
            {
                return new TcpClient(host, port);
            }
            catch (SocketException) when (DateTime.UtcNow < deadline)
            {
                // Process 0 may still be reading its data.
                Thread.Sleep(Retry);
            }
        }
    }

    // A message is an exit code, a length and a text; exit code 0 is a good-bye.
    void Watch(int rank, TcpClient client)
    {
        var (message, exitCode) = ($"process {rank} ended without a word", FailedWithoutWord);
        try
        {
            client.ReceiveTimeout = 0;
            var stream = client.GetStream();
            exitCode = ReadNumber(stream);
            var text = new byte[ReadNumber(stream)];
            stream.ReadExactly(text);
            message = Encoding.UTF8.GetString(text);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // What closes without a good-bye has failed, unless this process is the one that closed.
        }

        lock (_lock)
        {
            if (_ended || exitCode == 0)
            {
                return;
            }
        }

        Tell(message, exitCode, except: rank);
        _onFailure(message, exitCode);
    }

    // Process 0 knows all others, which know only it and have it pass the message on.
    void Tell(string message, int exitCode, int? except)
    {
        lock (_lock)
        {
            if (_ended)
            {
                return;
            }

            _ended = true;
        }

        var text = Encoding.UTF8.GetBytes(message);
        foreach (var (rank, client) in _others.Where(other => _rank == 0 ? other.Rank != except : except is null))
        {
            try
            {
                Send(client.GetStream(), exitCode, []);
                Send(client.GetStream(), text.Length, text);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
            {
                // Gone already.
            }
        }
    }

    static void Send(NetworkStream stream, int number, byte[] bytes)
    {
        var all = new byte[sizeof(int) + bytes.Length];
        BinaryPrimitives.WriteInt32LittleEndian(all, number);
        bytes.CopyTo(all, sizeof(int));
        stream.Write(all);
    }

    static int ReadNumber(NetworkStream stream)
    {
        var bytes = new byte[sizeof(int)];
        stream.ReadExactly(bytes);
        return BinaryPrimitives.ReadInt32LittleEndian(bytes);
    }

    static void EndThisProcess(string message, int exitCode)
    {
        Console.Error.WriteLine($"ended because another process failed: {message}");
        EndProcess(exitCode);
    }
}
