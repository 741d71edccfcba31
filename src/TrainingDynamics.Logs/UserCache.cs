namespace TrainingDynamics.Logs;

/// <summary>Files that can be made again, kept in the user's cache folder.</summary>
public static class UserCache
{
    const string Subfolder = "training-dynamics";

    /// <summary>The user's cache folder, then the folder for temporary files.</summary>
    public static IReadOnlyList<string> Folders
    {
        get
        {
            var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            if (string.IsNullOrEmpty(cache))
            {
                cache = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            }

            return [cache, Path.GetTempPath()];
        }
    }

    /// <summary>Whether a file of that name was kept.</summary>
    public static bool Holds(string name) => Folders.Any(folder => File.Exists(Path.Combine(folder, Subfolder, name)));

    /// <summary>
    /// Path of a file with that content, written unless it is there already, in the first of the folders that can be written to.
    /// </summary>
    /// <param name="content">All of it; a file of that name with other content is replaced.</param>
    /// <param name="name">Path below the folder, named after the content, so that other content gets another file.</param>
    /// <param name="folders">As a rule <see cref="Folders"/>.</param>
    /// <exception cref="IOException">None of the folders can be written to; the message says why of each.</exception>
    public static string Keep(byte[] content, string name, IReadOnlyList<string> folders)
    {
        var refusals = new List<string>();
        foreach (var folder in folders)
        {
            try
            {
                return Keep(content, Path.Combine(folder, Subfolder, name));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                refusals.Add($"{folder} ({e.Message})");
            }
        }

        throw new IOException($"tried {string.Join(", ", refusals)}. Set XDG_CACHE_HOME to a folder that can be written to.");
    }

    static string Keep(byte[] content, string path)
    {
        // A file of the same content stays: another process may have it mapped.
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
        {
            return path;
        }

        WholeFile.Write(path, stream => stream.Write(content), isDerived: true);
        return path;
    }
}
