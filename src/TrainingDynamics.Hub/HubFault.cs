namespace TrainingDynamics.Hub;

/// <summary>Why something could not be had from the Hub, for callers that act on the difference.</summary>
public enum HubFault
{
    /// <summary>
    /// A repository id, revision, file name or setting that cannot be one; nothing was asked of any server.
    /// </summary>
    BadName,

    /// <summary>Offline by setting, and not in the cache.</summary>
    Offline,

    /// <summary>No server was reached, or the connection broke off more often than it may.</summary>
    Network,

    /// <summary>The server kept answering with 429 or a 5xx status.</summary>
    Server,

    /// <summary>401 or 403: private, gated, or a token that is not accepted.</summary>
    AccessDenied,

    /// <summary>No such repository, or none that may be seen without a token.</summary>
    RepositoryNotFound,

    /// <summary>The repository has no such branch, tag or commit.</summary>
    RevisionNotFound,

    /// <summary>The revision has no such file.</summary>
    EntryNotFound,

    /// <summary>An answer that a Hub does not give: headers missing, another status, a listing that is none.</summary>
    UnexpectedAnswer,

    /// <summary>
    /// An answer that is not followed for safety: a redirect loop, another scheme, a name that leaves the cache.
    /// </summary>
    Refused,

    /// <summary>Size or checksum are not those that the server announced; what was received is deleted.</summary>
    Corrupt,

    /// <summary>The cache cannot be read or written: disk full, no permission.</summary>
    Disk,
}
