using System.Security.Cryptography;

namespace TrainingDynamics.Engine.Native;

/// <summary>
/// libLibTorchSharp.so asks for a newer libstdc++ than Debian 12 and Ubuntu 22.04 have, for a symbol that it never calls;
/// a copy with that need made weak loads there.
/// </summary>
static class RelaxedCopy
{
    /// <summary>The version whose absence is harmless; no other is ever relaxed.</summary>
    public const string Version = "GLIBCXX_3.4.32";

    /// <summary>
    /// Path of the relaxed copy of <paramref name="library"/>, written unless it is there already, in the first of
    /// <paramref name="caches"/> that can be written to. The folder is named after the content, so an updated package
    /// gets a new copy.
    /// </summary>
    public static string Of(string library, IReadOnlyList<string> caches)
    {
        var image = File.ReadAllBytes(library);
        var hash = Convert.ToHexStringLower(SHA256.HashData(image))[..16];
        var relaxed = ElfVersionNeed.Relax(image, Version);
        var refusals = new List<string>();
        foreach (var cache in caches)
        {
            try
            {
                return Write(relaxed, Path.Combine(cache, "training-dynamics", hash, Path.GetFileName(library)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                refusals.Add($"{cache} ({e.Message})");
            }
        }

        throw new TorchLoadException(
            $"The system's libstdc++ lacks {Version}, and the copy of {library} that does without it could not be written: "
            + $"tried {string.Join(", ", refusals)}. Set XDG_CACHE_HOME to a folder that can be written to.");
    }

    /// <summary>The user's cache folder, then the folder for temporary files.</summary>
    public static IReadOnlyList<string> DefaultCaches()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(cache))
            cache = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return [cache, Path.GetTempPath()];
    }

    static string Write(byte[] relaxed, string path)
    {
        // A copy of the same length and content stays: another process may have it mapped.
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(relaxed))
            return path;

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var partial = $"{path}.{Environment.ProcessId}.partial";
        File.WriteAllBytes(partial, relaxed);
        File.Move(partial, path, overwrite: true);
        return path;
    }
}
