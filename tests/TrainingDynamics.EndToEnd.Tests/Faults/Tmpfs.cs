using System.Diagnostics;

namespace TrainingDynamics.EndToEnd.Tests.Faults;

/// <summary>A disk of so many KiB in memory, gone after the test.</summary>
sealed class Tmpfs : IDisposable
{
    /// <exception cref="InvalidOperationException">Nothing may be mounted here.</exception>
    public Tmpfs(long kibibytes)
    {
        Path = Directory.CreateTempSubdirectory("td-disk-").FullName;
        try
        {
            Do("mount", "-t", "tmpfs", "-o", $"size={kibibytes}k", "tmpfs", Path);
        }
        catch
        {
            Directory.Delete(Path);
            throw;
        }
    }

    public string Path { get; }

    /// <summary>Changes how it is mounted: <c>size=64m</c>, <c>ro</c>.</summary>
    public void Remount(string options) => Do("mount", "-o", $"remount,{options}", Path);

    public void Dispose()
    {
        Do("umount", "-l", Path);
        Directory.Delete(Path);
    }

    static void Do(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException(error.ReplaceLineEndings(" "));
            }
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException(e.Message, e);
        }
    }
}
