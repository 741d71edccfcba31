using System.Text.RegularExpressions;

namespace TrainingDynamics.Hub;

/// <summary>
/// The server, the cache and the token, read from the environment as the Python library does, so that both share one cache. Source:
/// huggingface_hub, environment variables reference.
/// </summary>
/// <param name="Endpoint">Address of the server, http or https, possibly with a path; the token is only sent to this origin.</param>
/// <param name="CacheDirectory">The folder that holds <c>models--…</c> and <c>datasets--…</c>; need not exist.</param>
/// <param name="Token">Sent as a bearer token; null for anonymous requests.</param>
/// <param name="IsOffline">No request is made; only the cache answers.</param>
public sealed partial record HubSettings(Uri Endpoint, string CacheDirectory, string? Token, bool IsOffline)
{
    const string DefaultEndpoint = "https://huggingface.co";

    /// <summary>
    /// HF_ENDPOINT; HF_HUB_CACHE, else HF_HOME/hub, else XDG_CACHE_HOME/huggingface/hub, else ~/.cache/huggingface/hub; HF_TOKEN, else the file
    /// HF_TOKEN_PATH or HF_HOME/token; HF_HUB_OFFLINE (1, true, yes or on in any case). The older names HUGGINGFACE_HUB_CACHE,
    /// HUGGING_FACE_HUB_TOKEN and TRANSFORMERS_OFFLINE count where the newer are not set. A leading '~' and $NAME or ${NAME} in paths are expanded;
    /// an empty value counts as none.
    /// </summary>
    /// <param name="lookup">Gives the value of an environment variable, null when not set; default: the process's environment.</param>
    /// <exception cref="HubException">HF_ENDPOINT is not an http or https address, or the token cannot be sent or read.</exception>
    public static HubSettings FromEnvironment(Func<string, string?>? lookup = null)
    {
        lookup ??= Environment.GetEnvironmentVariable;
        string? Get(params string[] names) => names.Select(lookup).FirstOrDefault(value => !string.IsNullOrEmpty(value));
        var userHome = Get("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string Expand(string path) => ExpandPath(path, userHome, lookup);

        var cacheHome = Get("XDG_CACHE_HOME") ?? Path.Combine(userHome, ".cache");
        var home = Expand(Get("HF_HOME") ?? Path.Combine(cacheHome, "huggingface"));
        var cache = Expand(Get("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE") ?? Path.Combine(home, "hub"));
        var tokenFile = Expand(Get("HF_TOKEN_PATH") ?? Path.Combine(home, "token"));
        var token = Clean(Get("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")) ?? Clean(ReadToken(tokenFile));
        CheckToken(token);

        var offline = Get("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")?.ToUpperInvariant() is "1" or "TRUE" or "YES" or "ON";
        return new HubSettings(ParseEndpoint(Get("HF_ENDPOINT") ?? DefaultEndpoint), Path.GetFullPath(cache), token, offline);
    }

    /// <summary>Everything except the token, of which it only says whether there is one.</summary>
    public override string ToString() =>
        $"{Endpoint.GetLeftPart(UriPartial.Path)}, cache {CacheDirectory}, {(Token is null ? "no token" : "with a token")}"
        + (IsOffline ? ", offline" : "");

    /// <summary>An address below the endpoint.</summary>
    internal Uri At(string path) => new(Endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/" + path);

    /// <summary>Refuses a token that no header can carry, before a message could quote it.</summary>
    internal static void CheckToken(string? token)
    {
        if (token is null || (token.Length > 0 && token.All(character => character is >= '!' and <= '~')))
        {
            return;
        }

        throw new HubException(
            HubFault.BadName,
            "HF_TOKEN (or the token file) holds characters that no token has; set it to the token alone, "
            + "as the Hub's settings page shows it");
    }

    static Uri ParseEndpoint(string text)
    {
        if (Uri.TryCreate(text.Trim(), UriKind.Absolute, out var endpoint)
            && (endpoint.Scheme == Uri.UriSchemeHttps || endpoint.Scheme == Uri.UriSchemeHttp)
            && endpoint.UserInfo.Length == 0)
        {
            return endpoint;
        }

        throw new HubException(
            HubFault.BadName,
            $"HF_ENDPOINT is no address of a server, expected one such as {DefaultEndpoint}, "
            + "without a name and password; correct or unset it");
    }

    static string? ReadToken(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HubException(
                HubFault.Disk, $"{path}: the token file cannot be read; allow reading it, remove it, or set HF_TOKEN", exception);
        }
    }

    static string? Clean(string? token)
    {
        var cleaned = token?.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Trim();
        return string.IsNullOrEmpty(cleaned) ? null : cleaned;
    }

    static string ExpandPath(string path, string userHome, Func<string, string?> lookup)
    {
        if (path == "~" || path.StartsWith("~/", StringComparison.Ordinal))
        {
            path = userHome + path[1..];
        }

        return Variable().Replace(path, match => lookup(match.Groups[1].Value) ?? match.Value);
    }

    [GeneratedRegex(@"\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?")]
    private static partial Regex Variable();
}
