using System.Diagnostics;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>The real program in a process of its own, as a user starts it.</summary>
static class TdProcess
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs <c>td</c> to its end.</summary>
    public static TdResult Run(params string[] args)
    {
        using var process = Start(args);
        return Finish(process);
    }

    /// <summary>Runs <c>td</c> in a folder, which relative paths start at, and gives it what it is to read.</summary>
    public static TdResult RunIn(string folder, string input, params string[] args)
    {
        using var process = Process.Start(StartInfo(folder, takesInput: true, args))!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return Finish(process);
    }

    /// <summary>Starts <c>td</c> with one thread for torch, so that tests do not fight for the processors.</summary>
    public static Process Start(params string[] args) => Process.Start(StartInfo(args))!;

    /// <summary>
    /// Runs <c>td</c> by a script for <c>sh</c>, which has the command line as <c>"$@"</c>: for limits, and for streams that are
    /// closed or devices, which .NET gives no child.
    /// </summary>
    public static TdResult Shell(string script, params string[] args)
    {
        var start = new ProcessStartInfo("sh") { RedirectStandardOutput = true, RedirectStandardError = true };
        var td = StartInfo(args);
        foreach (var argument in (string[])["-c", script, "sh", td.FileName, .. td.ArgumentList])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["OMP_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        return Finish(process);
    }

    /// <summary>What <see cref="Start"/> starts.</summary>
    public static ProcessStartInfo StartInfo(params string[] args) => StartInfo(Path.GetTempPath(), takesInput: false, args);

    static ProcessStartInfo StartInfo(string folder, bool takesInput, string[] args)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = takesInput,
            WorkingDirectory = folder,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "td.dll"));
        foreach (var argument in args)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["OMP_NUM_THREADS"] = "1";
        return start;
    }

    /// <summary>Waits for the end and takes what was printed.</summary>
    public static TdResult Finish(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill();
            throw new TimeoutException($"td did not end; it printed {output.Result}{error.Result}");
        }

        return new TdResult(process.ExitCode, output.Result, error.Result);
    }
}
