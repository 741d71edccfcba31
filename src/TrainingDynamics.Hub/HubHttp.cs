using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace TrainingDynamics.Hub;

/// <summary>
/// Requests to the Hub. Redirects are followed here, so that the token stays with the endpoint and no unsafe address is used; every failure becomes
/// a <see cref="HubException"/>.
/// </summary>
sealed class HubHttp(HubSettings settings, HubClientOptions options) : IDisposable
{
    const int LongestRedirectChain = 5;

    readonly HttpClient _client = Client(settings, options);

    public HubErrors Errors { get; } = new(settings, options);

    public void Dispose() => _client.Dispose();

    /// <summary>
    /// Commit, entity tag and size of a file. Follows relative redirects (a renamed repository) and no others: the answer that points to a storage
    /// server carries the names.
    /// </summary>
    public async Task<FileMetadata> HeadAsync(
        HubRepository repository, string fileName, string subject, int attempts, CancellationToken cancellation)
    {
        var address = settings.At(repository.FilePath(repository.Revision, fileName));
        using var response = await RetryAsync(
            () => SendAsync(HttpMethod.Head, address, 0, repository, subject, cancellation), attempts, cancellation);
        var commit = HubErrors.Header(response, "X-Repo-Commit") ?? throw Errors.NoHub(subject, "X-Repo-Commit");
        var etag = HubErrors.Header(response, "X-Linked-Etag")
            ?? HubErrors.Header(response, "ETag")
            ?? throw Errors.NoHub(subject, "ETag");
        if (etag.StartsWith("W/", StringComparison.Ordinal))
        {
            etag = etag[2..];
        }

        etag = etag.Trim('"');
        if (!HubNames.IsCommit(commit))
        {
            throw Unsafe(subject, "a commit of 40 hexadecimal digits", commit);
        }

        if (!HubNames.IsEtag(etag))
        {
            throw Unsafe(subject, "an entity tag that can name a file", etag);
        }

        var size = IsRedirect(response.StatusCode) ? null : response.Content.Headers.ContentLength;
        if (HubErrors.Header(response, "X-Linked-Size") is { } linkedSize)
        {
            size = long.TryParse(linkedSize, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
                ? bytes
                : throw Unsafe(subject, "a size in bytes", linkedSize);
        }

        return new FileMetadata(commit, etag, size);
    }

    public async Task<T> RetryAsync<T>(Func<Task<T>> request, int attempts, CancellationToken cancellation)
    {
        var backoff = new Backoff(options, attempts);
        while (true)
        {
            try
            {
                return await request();
            }
            catch (HubException exception) when (exception.IsTransient)
            {
                await backoff.PauseAsync(exception, cancellation);
            }
        }
    }

    /// <summary>
    /// One request with its redirects, from <paramref name="offset"/> on. Returns a success, a 416, or, for HEAD, a redirect to an absolute
    /// address; throws for everything else. GET follows redirects to any server, HEAD only on the same one. The body has not been read.
    /// </summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, Uri address, long offset, HubRepository repository, string subject, CancellationToken cancellation)
    {
        for (var hop = 0; hop <= LongestRedirectChain; hop++)
        {
            using var request = new HttpRequestMessage(method, address);
            if (offset > 0)
            {
                request.Headers.Range = new RangeHeaderValue(offset, null);
            }

            if (settings.Token is { } token && HubErrors.SameOrigin(address, settings.Endpoint))
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }

            var response = await SendOnceAsync(request, address, subject, cancellation);
            if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                return response;
            }

            if (!IsRedirect(response.StatusCode))
            {
                using (response)
                {
                    throw Errors.FromAnswer(response, address, repository, subject);
                }
            }

            var location = HubErrors.Header(response, "Location") ?? "";
            var isAbsolute = location.StartsWith("//", StringComparison.Ordinal) || HasScheme(location);
            if (isAbsolute && method == HttpMethod.Head)
            {
                return response;
            }

            response.Dispose();
            address = Follow(address, location, subject);
        }

        throw new HubException(
            HubFault.Refused,
            $"{subject}: found more than {LongestRedirectChain} redirects in a row, the last to "
            + $"{address.Scheme}://{address.Authority}; check HF_ENDPOINT");
    }

    static HttpClient Client(HubSettings settings, HubClientOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = options.ConnectTimeout,
            UseProxy = !settings.Endpoint.IsLoopback, // no proxy can reach this machine's own loopback
        };
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        var version = typeof(HubHttp).Assembly.GetName().Version;
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("TrainingDynamics", version?.ToString(3)));
        client.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        return client;
    }

    async Task<HttpResponseMessage> SendOnceAsync(
        HttpRequestMessage request, Uri address, string subject, CancellationToken cancellation)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stall.CancelAfter(options.StallTimeout);
        try
        {
            return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stall.Token);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw Errors.BrokenOff(address, subject, exception);
        }
        catch (HttpRequestException exception)
        {
            throw Errors.FromNetwork(exception, address, subject);
        }
    }

    /// <summary>The address of a redirect if it may be followed: https, or http if the endpoint is http.</summary>
    public Uri Follow(Uri from, string location, string subject)
    {
        if (location.Length == 0 || !Uri.TryCreate(from, location, out var target))
        {
            throw Unsafe(subject, "an address to be redirected to", location.Length == 0 ? "none" : "one that cannot be read");
        }

        var allowed = target.Scheme == Uri.UriSchemeHttps
            || (target.Scheme == Uri.UriSchemeHttp && settings.Endpoint.Scheme == Uri.UriSchemeHttp);
        if (allowed && target.UserInfo.Length == 0)
        {
            return target;
        }

        var expected = settings.Endpoint.Scheme == Uri.UriSchemeHttp ? "http or https" : "https";
        throw new HubException(
            HubFault.Refused,
            $"{subject}: found a redirect from {from.Authority} to {HubNames.Show(target.Scheme)}://{HubNames.Show(target.Host)}, "
            + $"expected {expected}; it was not followed: check HF_ENDPOINT and the network");
    }

    static HubException Unsafe(string subject, string expected, string found) => new(
        HubFault.Refused,
        $"{subject}: found '{HubNames.Show(found)}' in the server's answer, expected {expected}; "
        + "nothing was written: check HF_ENDPOINT");

    static bool IsRedirect(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;

    /// <summary>Uri.TryCreate does not help, because on Unix it takes "/path" for an absolute file address.</summary>
    static bool HasScheme(string location)
    {
        var colon = location.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && location.AsSpan(0, colon).IndexOfAny('/', '?', '#') < 0;
    }
}

/// <summary>What the server says about a file before it is fetched; all names in it have been checked.</summary>
/// <param name="Commit">The current commit of the revision, 40 hexadecimal digits.</param>
/// <param name="Etag">Name of the blob: SHA-256 of large files, git's blob hash of the others.</param>
/// <param name="Size">Bytes; null when the server does not say.</param>
sealed record FileMetadata(string Commit, string Etag, long? Size);
