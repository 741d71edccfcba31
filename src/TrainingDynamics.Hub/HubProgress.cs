namespace TrainingDynamics.Hub;

/// <summary>
/// How far one file's download has come; reported at most about ten times a second and once at the end.
/// </summary>
/// <param name="FileName">The file inside its repository.</param>
/// <param name="Received">Bytes on disk, those of an earlier, broken-off download included. Goes down when a server
/// makes us start over.</param>
/// <param name="Total">Bytes of the whole file; null when the server does not say.</param>
public readonly record struct HubProgress(string FileName, long Received, long? Total);
