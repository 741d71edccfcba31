namespace TrainingDynamics.Hub;

/// <summary>A repository on the Hub at one revision; its names are safe in paths and addresses.</summary>
public sealed record HubRepository
{
    /// <summary>Checks the names; no server is asked.</summary>
    /// <param name="kind">What the repository holds.</param>
    /// <param name="id"><c>name</c> or <c>org/name</c>.</param>
    /// <param name="revision">A branch, a tag or a commit.</param>
    /// <exception cref="HubException">The id or the revision is invalid.</exception>
    public HubRepository(HubRepositoryKind kind, string id, string revision = "main")
    {
        if (!HubNames.IsRepositoryId(id))
        {
            throw new HubException(
                HubFault.BadName,
                $"found '{HubNames.Show(id)}', expected a repository as 'name' or 'org/name' of at most 96 letters, digits, '-', '_' "
                + "and '.' each, without '--' and '..'; check the spelling, and that a local folder of that name exists if one was meant");
        }

        if (!HubNames.IsRelativePath(revision))
        {
            throw new HubException(
                HubFault.BadName,
                $"found '{HubNames.Show(revision)}' as the revision of {id}, expected a branch, a tag or a commit such as 'main'");
        }

        Kind = kind;
        Id = id;
        Revision = revision;
    }

    /// <summary>What the repository holds.</summary>
    public HubRepositoryKind Kind { get; }

    /// <summary><c>name</c> or <c>org/name</c>.</summary>
    public string Id { get; }

    /// <summary>A branch, a tag or a commit; the content of a commit (40 lower-case hexadecimal digits) never changes.</summary>
    public string Revision { get; }

    /// <summary>True where the revision is a whole commit hash, so that the server need not be asked about a cached file.</summary>
    internal bool IsPinned => HubNames.IsCommit(Revision);

    /// <summary>Address below the endpoint: the id, data sets with a prefix.</summary>
    internal string WebPath => Kind == HubRepositoryKind.Dataset ? "datasets/" + Id : Id;

    /// <summary>Address of the listing below the endpoint.</summary>
    internal string ListingPath =>
        $"api/{(Kind == HubRepositoryKind.Dataset ? "datasets" : "models")}/{Id}/revision/{Uri.EscapeDataString(Revision)}";

    /// <summary>The folder in the cache: <c>models--org--name</c>, <c>datasets--org--name</c>.</summary>
    internal string FolderName =>
        (Kind == HubRepositoryKind.Dataset ? "datasets--" : "models--") + Id.Replace("/", "--", StringComparison.Ordinal);

    /// <summary>A model at a revision.</summary>
    /// <exception cref="HubException">The id or the revision cannot be one.</exception>
    public static HubRepository Model(string id, string revision = "main") => new(HubRepositoryKind.Model, id, revision);

    /// <summary>A data set at a revision.</summary>
    /// <exception cref="HubException">The id or the revision cannot be one.</exception>
    public static HubRepository Dataset(string id, string revision = "main") => new(HubRepositoryKind.Dataset, id, revision);

    /// <summary>True for a text that could be a repository's id; only the server knows whether it exists.</summary>
    public static bool IsId(string text) => text is not null && HubNames.IsRepositoryId(text);

    /// <summary>The name in messages, such as <c>model org/name at main</c>.</summary>
    public override string ToString() =>
        $"{(Kind == HubRepositoryKind.Dataset ? "data set" : "model")} {Id} at {HubNames.Show(Revision)}";

    /// <summary>Address below the endpoint of a file at a branch, tag or commit.</summary>
    internal string FilePath(string revision, string fileName) =>
        $"{WebPath}/resolve/{Uri.EscapeDataString(revision)}/{string.Join('/', fileName.Split('/').Select(Uri.EscapeDataString))}";
}

/// <summary>What a repository holds; it decides the address on the server and the folder's name in the cache.</summary>
public enum HubRepositoryKind
{
    /// <summary>A checkpoint: <c>{endpoint}/org/name</c>, cached in <c>models--org--name</c>.</summary>
    Model,

    /// <summary>A data set: <c>{endpoint}/datasets/org/name</c>, cached in <c>datasets--org--name</c>.</summary>
    Dataset,
}
