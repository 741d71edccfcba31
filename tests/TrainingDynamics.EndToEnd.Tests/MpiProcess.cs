using System.Diagnostics;
using System.Globalization;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary><c>td</c> in several processes under Open MPI's <c>mpirun</c>, on this machine.</summary>
static class MpiProcess
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>The launcher; null where there is none.</summary>
    public static string? Launcher { get; } = Find("mpirun.openmpi") ?? Find("mpirun");

    /// <summary>Runs one <c>td</c> in so many processes to its end.</summary>
    public static TdResult Run(int processes, params string[] args) => Finish(Start(processes, args));

    /// <summary>Starts one <c>td</c> in so many processes.</summary>
    public static Process Start(int processes, params string[] args) => Launch(Part(processes, args));

    /// <summary>Starts processes that get different arguments, one each.</summary>
    public static Process StartDifferent(params string[][] argsByRank) =>
        Launch([.. argsByRank.SelectMany((args, rank) => (string[])[.. rank > 0 ? [":"] : Array.Empty<string>(), .. Part(1, args)])]);

    /// <summary>The id of the process of a rank; waits until it is there.</summary>
    public static int IdOf(int rank, Process launcher)
    {
        var parent = $"PPid:\t{launcher.Id.ToString(CultureInfo.InvariantCulture)}";
        var mark = $"OMPI_COMM_WORLD_RANK={rank.ToString(CultureInfo.InvariantCulture)}";
        var deadline = DateTime.UtcNow + Limit;
        while (DateTime.UtcNow < deadline && !launcher.HasExited)
        {
            foreach (var folder in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
            {
                try
                {
                    if (File.ReadAllLines(Path.Combine(folder, "status")).Contains(parent)
                        && File.ReadAllText(Path.Combine(folder, "environ")).Split('\0').Contains(mark))
                    {
                        return int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture);
                    }
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // Ended while it was being read, or somebody else's.
                }
            }

            Thread.Sleep(20);
        }

        throw new TimeoutException($"mpirun has no process of rank {rank}");
    }

    /// <summary>Sends a signal.</summary>
    public static void Signal(string name, int process) =>
        Process.Start("kill", [$"-{name}", process.ToString(CultureInfo.InvariantCulture)]).WaitForExit();

    /// <summary>Waits for the end and takes what was printed.</summary>
    public static TdResult Finish(Process launcher)
    {
        using (launcher)
        {
            var output = launcher.StandardOutput.ReadToEndAsync();
            var error = launcher.StandardError.ReadToEndAsync();
            if (!launcher.WaitForExit(Limit))
            {
                launcher.Kill(entireProcessTree: true);
                throw new TimeoutException($"mpirun did not end; it printed {output.Result}{error.Result}");
            }

            return new TdResult(launcher.ExitCode, output.Result, error.Result);
        }
    }

    static string[] Part(int processes, string[] args) =>
    [
        "-n", processes.ToString(CultureInfo.InvariantCulture), "dotnet", Path.Combine(AppContext.BaseDirectory, "td.dll"), .. args,
    ];

    static Process Launch(string[] parts)
    {
        var start = new ProcessStartInfo(Launcher!, ["--oversubscribe", "--bind-to", "none", .. parts])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["OMP_NUM_THREADS"] = "1";
        // Containers run tests as root, which mpirun refuses otherwise.
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = "1";
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
        return Process.Start(start)!;
    }

    static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
