using System.Net;

namespace TrainingDynamics.Hub;

/// <summary>The messages of failed requests.</summary>
sealed class HubErrors(HubSettings settings, HubClientOptions options)
{
    /// <summary>
    /// For an answer that is neither a success nor a redirect. A storage server's refusal says nothing about the repository; the caller disposes
    /// the answer.
    /// </summary>
    public HubException FromAnswer(HttpResponseMessage response, Uri server, HubRepository repository, string subject)
    {
        var status = (int)response.StatusCode;
        var code = Header(response, "X-Error-Code") ?? "";
        var isHub = SameOrigin(server, settings.Endpoint);
        var place = $"{server.Scheme}://{server.Authority}";
        return (response.StatusCode, code) switch
        {
            (_, "RevisionNotFound") => new(
                HubFault.RevisionNotFound,
                $"{subject}: {repository.Id} has no revision '{HubNames.Show(repository.Revision)}' (found {status} at {place}); "
                + "name an existing branch, tag or commit"),
            (_, "GatedRepo") => new(
                HubFault.AccessDenied,
                $"{subject}: access is restricted ({status}, gated); accept the licence at {settings.At(repository.WebPath)}, "
                + (settings.Token is null ? "then set HF_TOKEN to a token of that account" : "with the account that HF_TOKEN belongs to")),
            (_, "RepoNotFound") => new(
                HubFault.RepositoryNotFound,
                $"{subject}: no such repository at {place} ({status}); check the name {repository.Id}, or, if it is private, {SetToken}"),
            (HttpStatusCode.NotFound, _) when isHub => new(
                HubFault.EntryNotFound,
                $"{subject}: no such file ({status} from {place}); check the file's name and the revision")
            {
                Commit = Header(response, "X-Repo-Commit") is { } commit && HubNames.IsCommit(commit) ? commit : null,
            },
            (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, _) when isHub => new(
                HubFault.AccessDenied,
                $"{subject}: access denied ({status} from {place}): the repository does not exist, is private or is gated; "
                + $"check the name, accept its licence at {settings.At(repository.WebPath)} if it has one, and {SetToken}"),
            (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError
                or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout, _) =>
                Busy(response, place, subject),
            _ => new(
                HubFault.UnexpectedAnswer,
                $"{subject}: {place} answered {status}, expected the file; check HF_ENDPOINT and any proxy, or try again later"),
        };
    }

    /// <summary>For a request that got no answer at all.</summary>
    public HubException FromNetwork(HttpRequestException exception, Uri server, string subject)
    {
        var place = $"{server.Scheme}://{server.Authority}";
        return exception.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError => new(
                HubFault.Network,
                $"{subject}: {place} cannot be reached ({exception.Message}); check the network, HF_ENDPOINT and any proxy, "
                + "or set HF_HUB_OFFLINE=1 to use the cache alone",
                exception),
            HttpRequestError.SecureConnectionError => new(
                HubFault.Network,
                $"{subject}: {place} gave no connection that can be trusted ({exception.Message}); check the system's certificates and clock",
                exception),
            _ => BrokenOff(server, subject, exception),
        };
    }

    /// <summary>For a connection that ended, or fell silent, before the answer was whole.</summary>
    public HubException BrokenOff(Uri server, string subject, Exception exception) => new(
        HubFault.Network,
        $"{subject}: the connection to {server.Scheme}://{server.Authority} broke off "
        + (exception is OperationCanceledException
            ? Invariant($"(no answer for {options.StallTimeout.TotalSeconds:0.#} s); ")
            : "in mid-answer; ")
        + "run the same command again to resume",
        exception)
    {
        IsTransient = true,
    };

    /// <summary>For an answer without the headers that every Hub sends.</summary>
    public HubException NoHub(string subject, string missing) => new(
        HubFault.UnexpectedAnswer,
        $"{subject}: found no {missing} in the answer of {settings.Endpoint.GetLeftPart(UriPartial.Authority)}, expected a Hugging Face Hub; "
        + "check HF_ENDPOINT and any proxy in between");

    /// <summary>For errors of the cache folder.</summary>
    public HubException Disk(Exception exception, string subject)
    {
        // ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows; ENOSPC and EDQUOT, of Linux and of macOS, elsewhere.
        var code = exception.HResult & 0xFFFF;
        var isFull = exception is IOException && (OperatingSystem.IsWindows() ? code is 112 or 39 : code is 28 or 122 or 69);
        return new(
            HubFault.Disk,
            isFull
                ? $"{subject}: no space left in {settings.CacheDirectory}; make room or set HF_HUB_CACHE to another disk, then run again to resume"
                : $"{subject}: the cache {settings.CacheDirectory} cannot be used ({HubNames.Show(exception.Message)}); allow writing there "
                + "or set HF_HUB_CACHE to another folder",
            exception);
    }

    public static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    public static bool SameOrigin(Uri left, Uri right) =>
        Uri.Compare(left, right, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    string SetToken => settings.Token is null
        ? "set HF_TOKEN to a token that may read it"
        : "check that HF_TOKEN is valid and may read it";

    HubException Busy(HttpResponseMessage response, string place, string subject)
    {
        var retry = response.Headers.RetryAfter;
        var wait = retry?.Delta ?? (retry?.Date is { } date ? date - options.Clock.GetUtcNow() : null);
        var tooLong = wait > options.LongestRetryAfter;
        return new(
            HubFault.Server,
            $"{subject}: {place} is busy or out of order (answered {(int)response.StatusCode}); "
            + (tooLong ? $"it asks to wait {wait!.Value.TotalSeconds:0} s: try again then" : "try again later")
            + (settings.Token is null && response.StatusCode == HttpStatusCode.TooManyRequests
                ? ", or set HF_TOKEN for a higher limit" : ""))
        {
            IsTransient = !tooLong,
            RetryAfter = wait < TimeSpan.Zero ? TimeSpan.Zero : wait,
        };
    }
}
