using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>By what a file that was read is known again.</summary>
/// <param name="Path">As it was found.</param>
/// <param name="Status">Of what it leads to.</param>
readonly record struct LoadedFile(string Path, FileStatus Status)
{
    public static LoadedFile Of(DynamicsFile file) => new(file.Path, FileStatus.Of(file.Path));
}
