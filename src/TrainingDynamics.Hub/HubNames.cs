using System.Text.RegularExpressions;

namespace TrainingDynamics.Hub;

/// <summary>
/// Decides which names may become part of a path in the cache. Everything from a server or a user is checked here before it touches the disk.
/// </summary>
static partial class HubNames
{
    /// <summary><c>name</c> or <c>org/name</c> of ASCII letters, digits, '-', '_' and '.', as on the Hub.</summary>
    public static bool IsRepositoryId(string text) =>
        RepositoryId().IsMatch(text)
        && !text.Contains("--", StringComparison.Ordinal)
        && !text.Contains("..", StringComparison.Ordinal)
        && !text.EndsWith(".git", StringComparison.OrdinalIgnoreCase);

    /// <summary>40 lower-case hexadecimal digits.</summary>
    public static bool IsCommit(string text) => Commit().IsMatch(text);

    /// <summary>An entity tag, without quotes, that is safe as a file name; usually a checksum.</summary>
    public static bool IsEtag(string text) => Etag().IsMatch(text);

    /// <summary>A path with '/' between its parts that stays below the folder it is appended to, on every platform.</summary>
    public static bool IsRelativePath(string text) =>
        text.Length is > 0 and <= 1024
        && !text.Any(character => char.IsControl(character) || character is '\\' or '\uFFFD')
        && text.Split('/').All(part => part is not ("" or "." or "..") && !Path.IsPathRooted(part));

    /// <summary>A text from outside, cut and cleaned for a one-line message.</summary>
    public static string Show(string text)
    {
        var line = string.Concat(text.Select(character => char.IsControl(character) ? '?' : character));
        return line.Length <= 100 ? line : string.Concat(line.AsSpan(0, 100), "…");
    }

    [GeneratedRegex(@"\A(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,95}/)?[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?\z")]
    private static partial Regex RepositoryId();

    [GeneratedRegex(@"\A[0-9a-f]{40}\z")]
    private static partial Regex Commit();

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\z")]
    private static partial Regex Etag();
}
