using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace TrainingDynamics.Hub.Tests;

/// <summary>
/// A Hub with one repository, org/name, as a model and as a data set: small files from the Hub itself, large ones by an absolute redirect
/// to a storage server of another origin. Each server can be told to answer otherwise.
/// </summary>
sealed class FakeHub : IDisposable
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";
    public const string Token = "hf_secretsecretsecret";

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("td-hub-");

    public FakeHub()
    {
        Storage = new TinyServer(request => OnStorage(request) ?? StorageAnswer(request));
        Server = new TinyServer(request => OnServer(request) ?? ServerAnswer(request));
        Settings = new HubSettings(new Uri(Server.Address), Path.Combine(_folder.FullName, "hub"), Token, IsOffline: false);
        Options = new HubClientOptions
        {
            Warn = Warnings.Enqueue,
            StallTimeout = TimeSpan.FromSeconds(10),
            Delay = (pause, _) =>
            {
                Pauses.Enqueue(pause);
                return Task.CompletedTask;
            },
        };
    }

    public TinyServer Server { get; }

    public TinyServer Storage { get; }

    public Func<TinyRequest, TinyResponse?> OnServer { get; set; } = static _ => null;

    public Func<TinyRequest, TinyResponse?> OnStorage { get; set; } = static _ => null;

    public HubSettings Settings { get; set; }

    public HubClientOptions Options { get; set; }

    public ConcurrentQueue<string> Warnings { get; } = new();

    public ConcurrentQueue<TimeSpan> Pauses { get; } = new();

    public byte[] Small { get; } = "{\"model_type\": \"bert\"}\n"u8.ToArray();

    public byte[] Large { get; } = MakeBytes(300_000);

    public HubRepository Model { get; } = HubRepository.Model("org/name");

    public string SmallEtag => Convert.ToHexStringLower(Sha1Of([.. Encoding.ASCII.GetBytes($"blob {Small.Length}\0"), .. Small]));

    public string LargeEtag => Convert.ToHexStringLower(SHA256.HashData(Large));

    public string LargeBlob => InCache("models--org--name", "blobs", LargeEtag);

    public string InCache(params string[] parts) => Path.Combine([Settings.CacheDirectory, .. parts]);

    public string Get(string fileName, IProgress<HubProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var client = new HubClient(Settings, Options);
        return client.Download(Model, fileName, progress, cancellation);
    }

    public string? TryGet(string fileName)
    {
        using var client = new HubClient(Settings, Options);
        return client.TryDownload(Model, fileName);
    }

    /// <summary>The failure of a download, which must be ours, one line, and silent about the token and signed addresses.</summary>
    public HubException Fail(string fileName)
    {
        var exception = Assert.Throws<HubException>(() => Get(fileName));
        Assert.DoesNotContain(Token, exception.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("signature", exception.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
        return exception;
    }

    /// <summary>A cache as the Python library leaves it after downloading one small file.</summary>
    public void LayOutAsPython(string revision = "main", string fileName = "config.json")
    {
        Directory.CreateDirectory(InCache("models--org--name", "blobs"));
        Directory.CreateDirectory(InCache("models--org--name", "refs"));
        Directory.CreateDirectory(InCache("models--org--name", "snapshots", Commit));
        File.WriteAllBytes(InCache("models--org--name", "blobs", SmallEtag), Small);
        File.WriteAllText(InCache("models--org--name", "refs", revision), Commit);
        File.CreateSymbolicLink(InCache("models--org--name", "snapshots", Commit, fileName), $"../../blobs/{SmallEtag}");
    }

    /// <summary>What a broken-off download leaves.</summary>
    public void LayOutIncomplete(byte[] content)
    {
        Directory.CreateDirectory(InCache("models--org--name", "blobs"));
        File.WriteAllBytes(LargeBlob + ".incomplete", content);
    }

    public void Dispose()
    {
        Server.Dispose();
        Storage.Dispose();
        _folder.Delete(recursive: true);
    }

    public static byte[] MakeBytes(int count)
    {
        var bytes = new byte[count];
        new Random(7).NextBytes(bytes);
        return bytes;
    }

    public (string, string)[] LargeHeaders =>
        [("X-Repo-Commit", Commit), ("X-Linked-Etag", $"\"{LargeEtag}\""), ("X-Linked-Size", $"{Large.Length}"), ("ETag", "\"of-the-pointer\"")];

#pragma warning disable CA5350 // git names its objects so
    static byte[] Sha1Of(byte[] bytes) => SHA1.HashData(bytes);
#pragma warning restore CA5350

    TinyResponse StorageAnswer(TinyRequest request) =>
        request.Target.StartsWith("/large", StringComparison.Ordinal) ? TinyResponse.File(Large, request) : TinyResponse.Error(404);

    TinyResponse ServerAnswer(TinyRequest request)
    {
        var target = request.Target.StartsWith("/datasets/", StringComparison.Ordinal) ? request.Target["/datasets".Length..] : request.Target;
        string[] revisions = ["main", "refs%2Fpr%2F1", "v1.0", Commit];
        if (!target.StartsWith("/org/name/resolve/", StringComparison.Ordinal))
        {
            return TinyResponse.Error(404, ("X-Error-Code", "RepoNotFound"));
        }

        var parts = target["/org/name/resolve/".Length..].Split('/', 2);
        if (!revisions.Contains(parts[0]))
        {
            return TinyResponse.Error(404, ("X-Error-Code", "RevisionNotFound"));
        }

        return parts[1] switch
        {
            "config.json" or "onnx/config%20a.json" => TinyResponse.File(Small, request, ("X-Repo-Commit", Commit), ("ETag", $"W/\"{SmallEtag}\"")),
            "model.safetensors" => TinyResponse.Redirect($"{Storage.Address}/large?signature=abc", LargeHeaders),
            _ => TinyResponse.Error(404, ("X-Error-Code", "EntryNotFound"), ("X-Repo-Commit", Commit)),
        };
    }
}
