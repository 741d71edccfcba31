namespace TrainingDynamics.Hub;

/// <summary>What the server says about a file before it is fetched; every name in it has been checked.</summary>
/// <param name="Commit">The commit that the revision stands for now, 40 hexadecimal digits.</param>
/// <param name="Etag">Name of the blob: SHA-256 of large files, git's blob hash of the others.</param>
/// <param name="Size">Bytes; null when the server does not say.</param>
sealed record FileMetadata(string Commit, string Etag, long? Size);
