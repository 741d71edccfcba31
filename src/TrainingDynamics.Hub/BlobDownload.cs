using System.Net;

namespace TrainingDynamics.Hub;

/// <summary>
/// Fetches one file into its blob: continues an interrupted download in <c>{blob}.incomplete</c>, checks size and checksum, and only then gives it
/// its name. The caller holds the blob's lock.
/// </summary>
sealed class BlobDownload(
    HubHttp http, HubClientOptions options, HubRepository repository, string fileName, string subject)
{
    const int BufferSize = 1 << 17;
    const int ReportEveryMilliseconds = 100;

    /// <param name="address">Address of the file at its commit on the endpoint, so that each attempt gets a fresh storage address.</param>
    /// <param name="metadata">Announced size and entity tag.</param>
    /// <param name="blob">The blob's path.</param>
    /// <param name="progress">Told of every piece, or null.</param>
    /// <param name="cancellation">Ends it; received bytes stay for the next time.</param>
    public async Task RunAsync(
        Uri address, FileMetadata metadata, string blob, IProgress<HubProgress>? progress, CancellationToken cancellation)
    {
        var incomplete = blob + ".incomplete";
        var resumed = new FileInfo(incomplete) is { Exists: true, Length: > 0 };
        try
        {
            await ReceiveAsync(address, metadata.Size, incomplete, progress, cancellation);
            var actual = await BlobChecksum.MismatchAsync(incomplete, metadata.Etag, cancellation);
            if (actual is not null && resumed)
            {
                options.Warn($"{subject}: what an earlier download left does not fit the file; starting over");
                File.Delete(incomplete);
                await ReceiveAsync(address, metadata.Size, incomplete, progress, cancellation);
                actual = await BlobChecksum.MismatchAsync(incomplete, metadata.Etag, cancellation);
            }

            if (actual is not null)
            {
                throw new HubException(
                    HubFault.Corrupt,
                    $"{subject}: found checksum {actual}, expected {metadata.Etag}; what was received is deleted: "
                    + "try again, and check HF_ENDPOINT and any proxy if it happens twice");
            }
        }
        catch (HubException exception) when (exception.Fault == HubFault.Corrupt)
        {
            File.Delete(incomplete);
            throw;
        }

        File.Move(incomplete, blob, overwrite: true);
    }

    async Task ReceiveAsync(
        Uri address, long? size, string path, IProgress<HubProgress>? progress, CancellationToken cancellation)
    {
        await using var file = new FileStream(
            path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, useAsync: true);
        if (file.Length > size)
        {
            file.SetLength(0);
        }

        var backoff = new Backoff(options, options.Attempts);
        var furthest = file.Length;
        // A file without a byte is asked for as well: it may yet turn out to have some.
        while (size is null or 0 || file.Length < size)
        {
            try
            {
                await ReceiveOnceAsync(address, size, file, progress, cancellation);
                break;
            }
            catch (HubException exception) when (exception.IsTransient || exception.Fault == HubFault.Network)
            {
                // Only bytes that were never here before count as progress: a server that cannot resume would else go
                // on for ever.
                if (file.Length > furthest)
                {
                    backoff.Reset();
                }

                furthest = Math.Max(furthest, file.Length);
                await backoff.PauseAsync(exception, cancellation);
            }
        }

        progress?.Report(new HubProgress(fileName, file.Length, file.Length));
    }

    async Task ReceiveOnceAsync(
        Uri address, long? size, FileStream file, IProgress<HubProgress>? progress, CancellationToken cancellation)
    {
        using var response = await http.SendAsync(
            HttpMethod.Get, address, file.Length, repository, subject, cancellation);
        var range = response.Content.Headers.ContentRange;
        var continues = response.StatusCode == HttpStatusCode.PartialContent && range?.From == file.Length;
        if (!continues && file.Length > 0)
        {
            file.SetLength(0);
        }

        if (!continues && response.StatusCode != HttpStatusCode.OK)
        {
            throw new HubException(
                HubFault.UnexpectedAnswer,
                $"{subject}: the server cannot continue a download (answered {(int)response.StatusCode}); "
                + "run the same command again")
            {
                IsTransient = true,
            };
        }

        var announced = range is { Length: not null } && continues
            ? range.Length
            : file.Length + response.Content.Headers.ContentLength;
        var total = size ?? announced;
        if (announced is not null && announced != total)
        {
            throw WrongSize(announced.Value, total!.Value);
        }

        file.Position = file.Length;
        using var body = await HubBody.OpenAsync(
            response, options.StallTimeout, exception => http.Errors.BrokenOff(address, subject, exception), cancellation);
        var buffer = new byte[BufferSize];
        var lastReport = long.MinValue;
        int count;
        while ((count = await body.ReadAsync(buffer)) > 0)
        {
            if (file.Position + count > total)
            {
                throw WrongSize(file.Position + count, total.Value);
            }

            await file.WriteAsync(buffer.AsMemory(0, count), cancellation);
            if (Environment.TickCount64 >= lastReport + ReportEveryMilliseconds)
            {
                lastReport = Environment.TickCount64;
                progress?.Report(new HubProgress(fileName, file.Position, total));
            }
        }

        if (file.Position < total)
        {
            throw http.Errors.BrokenOff(address, subject, new EndOfStreamException());
        }
    }

    HubException WrongSize(long found, long expected) => new(
        HubFault.Corrupt,
        $"{subject}: found {found} bytes or more, expected {expected}; what was received is deleted: try again, "
        + "and check HF_ENDPOINT and any proxy if it happens twice");
}
