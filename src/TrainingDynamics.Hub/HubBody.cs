namespace TrainingDynamics.Hub;

/// <summary>The body of an answer, read with a limit on every silence rather than on the whole.</summary>
sealed class HubBody : IDisposable
{
    readonly Stream _stream;
    readonly Func<Exception, HubException> _brokenOff;
    readonly TimeSpan _stallTimeout;
    readonly CancellationToken _cancellation;
    readonly CancellationTokenSource _stall;

    HubBody(Stream stream, TimeSpan stallTimeout, Func<Exception, HubException> brokenOff, CancellationToken cancellation)
    {
        _stream = stream;
        _stallTimeout = stallTimeout;
        _brokenOff = brokenOff;
        _cancellation = cancellation;
        _stall = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    }

    public static async Task<HubBody> OpenAsync(
        HttpResponseMessage response, TimeSpan stallTimeout, Func<Exception, HubException> brokenOff, CancellationToken cancellation)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellation);
        return new HubBody(stream, stallTimeout, brokenOff, cancellation);
    }

    /// <summary>
    /// Bytes read, 0 at the end. A break or too long a silence is the given exception, never one that a disk could
    /// raise.
    /// </summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        try
        {
            _stall.CancelAfter(_stallTimeout);
            var count = await _stream.ReadAsync(buffer, _stall.Token);
            _stall.CancelAfter(Timeout.InfiniteTimeSpan); // the time that the caller takes is not the server's
            return count;
        }
        catch (Exception exception) when (
            exception is IOException or HttpRequestException
            || (exception is OperationCanceledException && !_cancellation.IsCancellationRequested))
        {
            throw _brokenOff(exception);
        }
    }

    public void Dispose()
    {
        _stall.Dispose();
        _stream.Dispose();
    }
}
