using System.Text.Json;

namespace TrainingDynamics.Hub;

/// <summary>
/// Downloads files of models and data sets from a Hugging Face Hub into the cache that it shares with the Python library, and finds files in this
/// cache. Methods block and may be called from several threads; several processes may use one cache. Source of behaviour and layout:
/// huggingface_hub, file_download.
/// </summary>
public sealed class HubClient : IDisposable
{
    const int LargestListing = 64 << 20;

    readonly HubSettings _settings;
    readonly HubClientOptions _options;
    readonly HubHttp _http;
    readonly HubCache _cache;

    /// <param name="settings">Server, cache and token.</param>
    /// <param name="options">Time limits and warnings; default: no warnings.</param>
    /// <exception cref="HubException">The token cannot be sent.</exception>
    public HubClient(HubSettings settings, HubClientOptions? options = null)
    {
        HubSettings.CheckToken(settings.Token);
        _settings = settings;
        _options = options ?? new HubClientOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.Attempts, 1, nameof(options));
        _http = new HubHttp(settings, _options);
        _cache = new HubCache(settings.CacheDirectory);
    }

    /// <summary>
    /// Path of the file in its snapshot, downloaded if it is missing. A cached file costs one HEAD request, or none when the revision is a commit
    /// or the settings say offline. When the server cannot be reached, the cached file of the revision is returned with a warning.
    /// </summary>
    /// <param name="repository">The repository.</param>
    /// <param name="fileName">Its path in the repository, with '/'.</param>
    /// <param name="progress">Told while bytes arrive; not called for a cached file.</param>
    /// <param name="cancellation">Ends it; received bytes stay and the next call continues.</param>
    /// <exception cref="HubException">The file is not available; the fault says why and the message what to do.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public string Download(
        HubRepository repository,
        string fileName,
        IProgress<HubProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        return Wait(
            () => DownloadAsync(repository, fileName, progress, cancellation), Subject(repository, fileName), cancellation);
    }

    /// <summary>
    /// As <see cref="Download"/>, for an optional file: null when the revision has no such file. Without a server (offline, or unreachable, then
    /// with a warning) also null when the revision is cached without the file.
    /// </summary>
    /// <inheritdoc cref="Download"/>
    public string? TryDownload(
        HubRepository repository,
        string fileName,
        IProgress<HubProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        try
        {
            return Download(repository, fileName, progress, cancellation);
        }
        catch (HubException exception) when (exception.Fault == HubFault.EntryNotFound)
        {
            return null;
        }
        catch (HubException exception) when (IsUnreachable(exception) && _cache.HasSnapshot(repository))
        {
            if (exception.Fault != HubFault.Offline)
            {
                _options.Warn($"{exception.Message}; going on without this optional file");
            }

            return null;
        }
    }

    /// <summary>
    /// Names of all files of the revision, with '/', in ordinal order. When the server cannot be reached, those in the cache, with a warning unless
    /// offline. Unsafe names are skipped with a warning.
    /// </summary>
    /// <param name="repository">The repository.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="HubException">There is neither a listing nor a cached snapshot.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IReadOnlyList<string> ListFiles(HubRepository repository, CancellationToken cancellation = default) =>
        Wait(() => ListAsync(repository, cancellation), $"files of {repository}", cancellation);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();

    async Task<string> DownloadAsync(
        HubRepository repository, string fileName, IProgress<HubProgress>? progress, CancellationToken cancellation)
    {
        var subject = Subject(repository, fileName);
        if (!HubNames.IsRelativePath(fileName))
        {
            throw new HubException(
                HubFault.BadName,
                $"found '{HubNames.Show(fileName)}' as a file of {repository}, expected a path inside the repository "
                + "such as 'config.json'");
        }

        var cached = _cache.Find(repository, fileName);
        if (cached is not null && (repository.IsPinned || _settings.IsOffline))
        {
            return cached;
        }

        if ((repository.IsPinned || _settings.IsOffline) && _cache.IsMarkedAbsent(repository, fileName))
        {
            throw new HubException(
                HubFault.EntryNotFound,
                $"{subject}: no such file, as the cache remembers; check the file's name and the revision");
        }

        if (_settings.IsOffline)
        {
            throw NotCached(subject);
        }

        FileMetadata metadata;
        try
        {
            var attempts = cached is null ? _options.Attempts : 1;
            metadata = await _http.HeadAsync(repository, fileName, subject, attempts, cancellation);
        }
        catch (HubException exception) when (exception is { Fault: HubFault.EntryNotFound, Commit: not null })
        {
            _cache.MarkAbsent(repository, exception.Commit, fileName);
            throw;
        }
        catch (HubException exception) when (cached is not null && MayUseCache(exception))
        {
            _options.Warn($"{exception.Message}; using the cached file, which may not be the newest");
            return cached;
        }

        var pointer = _cache.Pointer(repository, metadata.Commit, fileName);
        if (HubCache.IsThere(pointer))
        {
            UpdateRef(repository, metadata.Commit);
            return pointer;
        }

        await FetchAsync(repository, fileName, metadata, subject, progress, cancellation);
        return pointer;
    }

    async Task FetchAsync(
        HubRepository repository,
        string fileName,
        FileMetadata metadata,
        string subject,
        IProgress<HubProgress>? progress,
        CancellationToken cancellation)
    {
        var blob = _cache.Blob(repository, metadata.Etag);
        HubCache.MakeFolderOf(blob);
        _cache.Tag();
        _cache.WriteRef(repository, metadata.Commit);
        var lockFile = _cache.LockFile(repository, metadata.Etag);
        await using var held = await BlobLock.AcquireAsync(lockFile, subject, _options.Warn, cancellation);
        if (!HubCache.IsThere(blob))
        {
            if (_cache.FreeSpace() is { } free && free < metadata.Size)
            {
                _options.Warn(Invariant($"{subject}: {metadata.Size} bytes are to come and {free} are free in {_settings.CacheDirectory}"));
            }

            var download = new BlobDownload(_http, _options, repository, fileName, subject);
            var address = _settings.At(repository.FilePath(metadata.Commit, fileName));
            await download.RunAsync(address, metadata, blob, progress, cancellation);
        }

        _cache.Link(repository, metadata, fileName);
    }

    async Task<IReadOnlyList<string>> ListAsync(HubRepository repository, CancellationToken cancellation)
    {
        var subject = $"files of {repository}";
        if (_settings.IsOffline)
        {
            return _cache.Files(repository) ?? throw NotCached(subject);
        }

        var cached = _cache.Files(repository);
        try
        {
            var json = await _http.RetryAsync(
                () => ReadListingAsync(repository, subject, cancellation), cached is null ? _options.Attempts : 1, cancellation);
            return ParseListing(json, subject);
        }
        catch (HubException exception) when (cached is not null && MayUseCache(exception))
        {
            _options.Warn($"{exception.Message}; using the cached files, which may not be all");
            return cached;
        }
    }

    async Task<byte[]> ReadListingAsync(HubRepository repository, string subject, CancellationToken cancellation)
    {
        var address = _settings.At(repository.ListingPath);
        using var response = await _http.SendAsync(HttpMethod.Get, address, 0, repository, subject, cancellation);
        using var body = await HubBody.OpenAsync(
            response, _options.StallTimeout, exception => _http.Errors.BrokenOff(address, subject, exception), cancellation);
        using var received = new MemoryStream();
        var buffer = new byte[1 << 16];
        int count;
        while ((count = await body.ReadAsync(buffer)) > 0)
        {
            if (received.Length + count > LargestListing)
            {
                throw _http.Errors.NoHub(subject, "listing of a sane size");
            }

            received.Write(buffer, 0, count);
        }

        return received.ToArray();
    }

    List<string> ParseListing(byte[] json, string subject)
    {
        var names = new List<string>();
        try
        {
            using var document = JsonDocument.Parse(json);
            foreach (var sibling in document.RootElement.GetProperty("siblings").EnumerateArray())
            {
                var name = sibling.GetProperty("rfilename").GetString() ?? "";
                if (HubNames.IsRelativePath(name))
                {
                    names.Add(name);
                }
                else
                {
                    _options.Warn($"{subject}: leaving out '{HubNames.Show(name)}', which is no safe file name");
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw _http.Errors.NoHub(subject, "list of 'siblings'");
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    void UpdateRef(HubRepository repository, string commit)
    {
        try
        {
            _cache.WriteRef(repository, commit);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A cache that may only be read still serves what it has.
        }
    }

    HubException NotCached(string subject) => new(
        HubFault.Offline,
        $"{subject}: offline (HF_HUB_OFFLINE is set) and not in the cache {_settings.CacheDirectory}; unset HF_HUB_OFFLINE, "
        + "or point HF_HUB_CACHE to a cache that holds it");

    /// <summary>Runs outside the caller's context, so that blocking on it cannot deadlock; turns the disk's exceptions into ours.</summary>
    T Wait<T>(Func<Task<T>> work, string subject, CancellationToken cancellation)
    {
        try
        {
            return Task.Run(work, cancellation).GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw _http.Errors.Disk(exception, subject);
        }
    }

    static string Subject(HubRepository repository, string fileName) => $"'{HubNames.Show(fileName)}' of {repository}";

    static bool IsUnreachable(HubException exception) => exception.Fault is HubFault.Offline or HubFault.Network or HubFault.Server;

    /// <summary>Failures after which the Python library also uses the cache: the server does not know or does not say.</summary>
    static bool MayUseCache(HubException exception) => exception.Fault is HubFault.Network or HubFault.Server or HubFault.AccessDenied
        or HubFault.RepositoryNotFound or HubFault.UnexpectedAnswer;
}

/// <summary>The progress of one file's download, reported at most about ten times a second and once at the end.</summary>
/// <param name="FileName">The file inside its repository.</param>
/// <param name="Received">Bytes on disk, including those of an earlier, interrupted download. Decreases when a server forces a new start.</param>
/// <param name="Total">Bytes of the whole file; null when the server does not say.</param>
public readonly record struct HubProgress(string FileName, long Received, long? Total);
