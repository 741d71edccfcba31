namespace TrainingDynamics.Hub;

/// <summary>The body of an answer, with a limit on every silence instead of a limit on the whole.</summary>
sealed class HubBody(Stream stream, TimeSpan stallTimeout, Func<Exception, HubException> brokenOff, CancellationToken cancellation)
    : IDisposable
{
    readonly CancellationTokenSource _stall = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

    public static async Task<HubBody> OpenAsync(
        HttpResponseMessage response, TimeSpan stallTimeout, Func<Exception, HubException> brokenOff, CancellationToken cancellation) =>
        new(await response.Content.ReadAsStreamAsync(cancellation), stallTimeout, brokenOff, cancellation);

    /// <summary>Bytes read, 0 at the end. A break or too long a silence throws the given exception, never one that a disk could throw.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        try
        {
            _stall.CancelAfter(stallTimeout);
            var count = await stream.ReadAsync(buffer, _stall.Token);
            _stall.CancelAfter(Timeout.InfiniteTimeSpan); // the time that the caller takes is not the server's
            return count;
        }
        catch (Exception exception) when (
            exception is IOException or HttpRequestException
            || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw brokenOff(exception);
        }
    }

    public void Dispose()
    {
        _stall.Dispose();
        stream.Dispose();
    }
}
