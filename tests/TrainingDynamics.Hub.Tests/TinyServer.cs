using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TrainingDynamics.Hub.Tests;

/// <summary>
/// An HTTP server on loopback, one request a connection, on bare sockets because it must be able to lie about lengths, break off and
/// fall silent.
/// </summary>
sealed class TinyServer : IDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _end = new();
    readonly Func<TinyRequest, TinyResponse> _answer;

    public TinyServer(Func<TinyRequest, TinyResponse> answer)
    {
        _answer = answer;
        _listener.Start();
        Address = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        _ = AcceptAsync();
    }

    public string Address { get; }

    public ConcurrentQueue<TinyRequest> Requests { get; } = new();

    public int Count(string method) => Requests.Count(request => request.Method == method);

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                _ = ServeAsync(client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var request = await ReadAsync(stream);
                Requests.Enqueue(request);
                var response = _answer(request);
                await stream.WriteAsync(Encoding.Latin1.GetBytes(Head(response)), _end.Token);
                if (request.Method != "HEAD")
                {
                    await stream.WriteAsync(response.Body.AsMemory(0, Math.Min(response.CutAfter, response.Body.Length)), _end.Token);
                }

                if (response.Resets)
                {
                    client.Client.LingerState = new LingerOption(true, 0);
                }

                if (response.Stalls)
                {
                    await Task.Delay(Timeout.Infinite, _end.Token);
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException)
            {
                // The client has gone, or the test is over.
            }
        }
    }

    static string Head(TinyResponse response)
    {
        var head = new StringBuilder($"HTTP/1.1 {response.Status} Answer\r\nConnection: close\r\n");
        if (response.Length >= 0)
        {
            head.Append("Content-Length: ").Append(response.Length).Append("\r\n");
        }

        foreach (var (name, value) in response.Headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        return head.Append("\r\n").ToString();
    }

    async Task<TinyRequest> ReadAsync(NetworkStream stream)
    {
        var bytes = new List<byte>();
        var one = new byte[1];
        while (bytes.Count < 4 || !bytes[^4..].SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await stream.ReadAsync(one, _end.Token) == 0)
            {
                throw new IOException("closed before a request");
            }

            bytes.Add(one[0]);
        }

        var lines = Encoding.Latin1.GetString([.. bytes]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var first = lines[0].Split(' ');
        var headers = lines[1..].Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0].ToLowerInvariant(), pair => pair[1]);
        return new TinyRequest(first[0], first[1], headers);
    }
}
