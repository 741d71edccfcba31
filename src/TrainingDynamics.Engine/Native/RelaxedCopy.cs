using System.Security.Cryptography;

namespace TrainingDynamics.Engine.Native;

/// <summary>
/// libLibTorchSharp.so asks for a newer libstdc++ than Debian 12 and Ubuntu 22.04 have, for a symbol that it never calls;
/// a copy with that need made weak loads there.
/// </summary>
static class RelaxedCopy
{
    /// <summary>The one version that may be missing without harm.</summary>
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
        try
        {
            return UserCache.Keep(relaxed, Path.Combine(hash, Path.GetFileName(library)), caches);
        }
        catch (IOException e)
        {
            throw new TorchLoadException(
                $"The system's libstdc++ lacks {Version}, and the copy of {library} that does without it could not be written: {e.Message}");
        }
    }
}
