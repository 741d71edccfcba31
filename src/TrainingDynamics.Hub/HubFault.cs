namespace TrainingDynamics.Hub;

/// <summary>Why something is not available from the Hub.</summary>
public enum HubFault
{
    /// <summary>An invalid repository id, revision, file name or setting; no server was asked.</summary>
    BadName,

    /// <summary>Offline by setting, and not in the cache.</summary>
    Offline,

    /// <summary>No server was reached, or the connection broke too often.</summary>
    Network,

    /// <summary>The server kept answering with 429 or a 5xx status.</summary>
    Server,

    /// <summary>401 or 403: private, gated, or an invalid token.</summary>
    AccessDenied,

    /// <summary>No such repository, or it is not visible without a token.</summary>
    RepositoryNotFound,

    /// <summary>The repository has no such branch, tag or commit.</summary>
    RevisionNotFound,

    /// <summary>The revision has no such file.</summary>
    EntryNotFound,

    /// <summary>An answer that a Hub does not give: missing headers, another status, a malformed listing.</summary>
    UnexpectedAnswer,

    /// <summary>An answer that is not followed for safety: a redirect loop, another scheme, a name that leaves the cache.</summary>
    Refused,

    /// <summary>Size or checksum differ from those that the server announced; the received bytes are deleted.</summary>
    Corrupt,

    /// <summary>The cache cannot be read or written: disk full, no permission.</summary>
    Disk,
}
