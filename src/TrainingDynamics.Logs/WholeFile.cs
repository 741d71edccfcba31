namespace TrainingDynamics.Logs;

/// <summary>
/// Files that appear under their name only when they are complete: written as <c>NAME.partial</c>, flushed to the
/// device, then renamed.
/// </summary>
public static class WholeFile
{
    /// <summary>What a file in the making is called: its name followed by this.</summary>
    public const string PartialSuffix = ".partial";

    /// <summary>
    /// Creates the missing folders, lets <paramref name="write"/> fill the file and gives it its name, replacing a file
    /// of that name. When <paramref name="write"/> throws, the partial file is removed and an older file stays as it was.
    /// </summary>
    /// <param name="path">The final name.</param>
    /// <param name="write">Gets the open file.</param>
    /// <param name="isDerived">
    /// True for what can be computed again from other files: then a power failure may take it, and nobody waits for the device.
    /// </param>
    public static void Write(string path, Action<Stream> write, bool isDerived = false)
    {
        ArgumentNullException.ThrowIfNull(write);
        var partial = path + PartialSuffix;
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        try
        {
            using (var stream = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: !isDerived);
            }

            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }
}
