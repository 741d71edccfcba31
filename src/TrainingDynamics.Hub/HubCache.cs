namespace TrainingDynamics.Hub;

/// <summary>
/// The Hub's cache on disk, in the layout of the Python library: contents in <c>blobs</c> under their entity tags, <c>snapshots/{commit}</c> with
/// relative symbolic links to them, <c>refs</c> with the commit of every requested branch and tag, <c>.no_exist</c> with files known to be absent.
/// All arguments are names that <see cref="HubNames"/> has accepted.
/// </summary>
sealed class HubCache(string directory)
{
    public string Directory { get; } = directory;

    public string Blob(HubRepository repository, string etag) => Path.Combine(Folder(repository), "blobs", etag);

    public string LockFile(HubRepository repository, string etag) =>
        Path.Combine(Directory, ".locks", repository.FolderName, etag + ".lock");

    public string Pointer(HubRepository repository, string commit, string fileName) =>
        Path.Combine([Snapshot(repository, commit), .. fileName.Split('/')]);

    /// <summary>The file at the revision as the cache last saw it; null where it is missing.</summary>
    public string? Find(HubRepository repository, string fileName)
    {
        if (CommitOf(repository) is not { } commit)
        {
            return null;
        }

        var pointer = Pointer(repository, commit, fileName);
        return IsThere(pointer) ? pointer : null;
    }

    public bool HasSnapshot(HubRepository repository) =>
        CommitOf(repository) is { } commit && System.IO.Directory.Exists(Snapshot(repository, commit));

    /// <summary>Names of the cached files of the revision, in ordinal order; null without a snapshot.</summary>
    public IReadOnlyList<string>? Files(HubRepository repository)
    {
        if (CommitOf(repository) is not { } commit || !System.IO.Directory.Exists(Snapshot(repository, commit)))
        {
            return null;
        }

        var snapshot = Snapshot(repository, commit);
        return [.. System.IO.Directory.EnumerateFiles(snapshot, "*", SearchOption.AllDirectories)
            .Where(IsThere)
            .Select(path => Path.GetRelativePath(snapshot, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>True where a path leads to a file, and not through a symbolic link to nothing, which File.Exists accepts.</summary>
    public static bool IsThere(string path)
    {
        var file = new FileInfo(path);
        return file.LinkTarget is null
            ? file.Exists
            : file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true };
    }

    /// <summary>Writes the revision's commit, in one step so that no reader sees half a hash.</summary>
    public void WriteRef(HubRepository repository, string commit)
    {
        if (repository.IsPinned)
        {
            return;
        }

        var path = Ref(repository);
        if (File.Exists(path) && File.ReadAllText(path) == commit)
        {
            return;
        }

        MakeFolderOf(path);
        var partial = $"{path}.{Guid.NewGuid():N}.tmp";
        File.WriteAllText(partial, commit);
        File.Move(partial, path, overwrite: true);
    }

    /// <summary>Links a snapshot's file to its blob by a relative link, so that the cache can be moved. The caller holds the blob's lock.</summary>
    public void Link(HubRepository repository, FileMetadata metadata, string fileName)
    {
        var pointer = Pointer(repository, metadata.Commit, fileName);
        if (IsThere(pointer))
        {
            return;
        }

        MakeFolderOf(pointer);
        var blob = Blob(repository, metadata.Etag);
        File.Delete(pointer);
        try
        {
            File.CreateSymbolicLink(pointer, Path.GetRelativePath(Path.GetDirectoryName(pointer)!, blob));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Windows without developer mode, and some mounted disks, know no links: Python puts a file there as well.
            File.Copy(blob, pointer, overwrite: true);
        }
    }

    /// <summary>Remembers that a commit has no such file; errors are ignored, since this only saves requests.</summary>
    public void MarkAbsent(HubRepository repository, string commit, string fileName)
    {
        try
        {
            var path = AbsenceMark(repository, commit, fileName);
            MakeFolderOf(path);
            File.WriteAllBytes(path, []);
            WriteRef(repository, commit);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The answer stands without the mark.
        }
    }

    public bool IsMarkedAbsent(HubRepository repository, string fileName) =>
        CommitOf(repository) is { } commit && File.Exists(AbsenceMark(repository, commit, fileName));

    /// <summary>Marks the cache folder for backup programs as one that can be downloaded again (Cache Directory Tagging Specification).</summary>
    public void Tag()
    {
        var path = Path.Combine(Directory, "CACHEDIR.TAG");
        if (!File.Exists(path))
        {
            File.WriteAllText(path, "Signature: 8a477f597d28d172789f06886806bc55\n");
        }
    }

    /// <summary>Bytes that this user may still write; null where the system does not tell. The folder exists.</summary>
    public long? FreeSpace()
    {
        try
        {
            return new DriveInfo(Directory).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    public static void MakeFolderOf(string path) => System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);

    string? CommitOf(HubRepository repository)
    {
        if (repository.IsPinned)
        {
            return repository.Revision;
        }

        var path = Ref(repository);
        var commit = File.Exists(path) ? File.ReadAllText(path).Trim() : null;
        return commit is not null && HubNames.IsCommit(commit) ? commit : null;
    }

    string Folder(HubRepository repository) => Path.Combine(Directory, repository.FolderName);

    string Snapshot(HubRepository repository, string commit) => Path.Combine(Folder(repository), "snapshots", commit);

    string Ref(HubRepository repository) => Path.Combine([Folder(repository), "refs", .. repository.Revision.Split('/')]);

    string AbsenceMark(HubRepository repository, string commit, string fileName) =>
        Path.Combine([Folder(repository), ".no_exist", commit, .. fileName.Split('/')]);
}
