using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>By what a file that was read is known again.</summary>
/// <param name="Path">As it was found.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Written">UTC.</param>
readonly record struct LoadedFile(string Path, long Length, DateTime Written)
{
    public static LoadedFile Of(DynamicsFile file)
    {
        var info = new FileInfo(file.Path);
        return new LoadedFile(file.Path, info.Exists ? info.Length : 0, info.Exists ? info.LastWriteTimeUtc : default);
    }
}
