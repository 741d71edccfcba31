using System.Runtime.InteropServices;
using TrainingDynamics.Charts;
using TrainingDynamics.Engine.Native;
using TrainingDynamics.Engine.Parallel;

namespace TrainingDynamics.Cli;

/// <summary><c>td doctor</c>: checks what td needs on this machine.</summary>
sealed class DoctorVerb : IVerb
{
    const string AnyDevice = "auto";

    readonly Option<string> _collective = new("--collective") { DefaultValueFactory = _ => "auto" };

    public string Page => """
        td doctor: check what td needs on this machine

          td doctor

        Reports libtorch (version and folder, or why it does not load), threads, CUDA
        devices or why there are none, the font of charts, the terminal and the cache
        folder. TD_LIBTORCH=DIR makes td use the libraries of an installed PyTorch:

          TD_LIBTORCH=$(python3 -c 'import os, torch
          print(os.path.join(os.path.dirname(torch.__file__), "lib"))') td doctor

        When mpirun or srun start it, it also reports how the processes communicate,
        which --collective auto|none|mpi|nccl chooses, and how long they take to sum
        the gradients of a model:

          mpirun -n 2 td doctor

        Exit code 2: td train cannot work here.
        """;

    public IReadOnlyList<Symbol> Symbols => [_collective];

    public ExitCode Execute(ParseResult parsed) => JoinedProcesses.Run(
        "td doctor", TrainOptionSet.Collective(parsed, _collective), AnyDevice, Execute);

    static ExitCode Execute(ICollective processes)
    {
        if (processes.Rank > 0)
        {
            _ = AllReduceTiming.Measure(processes, AnyDevice);
            return ExitCode.Done;
        }

        // All keys are there in every case, in this order.
        string[] keys = ["ready", "problem", "libtorch", "threads", "processors", "cuda_devices", "no_cuda_reason", "system", "font", "terminal", "cache", "processes", "collective", "sums"];
        var found = new JsonObject(keys.Select(key => KeyValuePair.Create<string, JsonNode?>(key, null)));
        var system = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}, {RuntimeInformation.FrameworkDescription}";
        Line("system", system);
        var code = Torch(found);
        var (font, terminal, cache) = (ChartFont.Describe(), Terminal(), Cache());
        Line("font", font);
        Line("terminal", terminal);
        Line("cache", cache is null ? "no writable folder; set XDG_CACHE_HOME to one" : $"{cache} is writable");
        found["ready"] = code == ExitCode.Done;
        found["system"] = system;
        found["font"] = font;
        found["terminal"] = terminal;
        found["cache"] = cache;
        found["processes"] = processes.Size;
        if (processes.Size > 1)
        {
            WriteSums(processes, found);
        }

        VerbOutput.Json(() => found);
        return code;
    }

    static void WriteSums(ICollective processes, JsonObject found)
    {
        Line("processes", $"{processes.Size} through {processes.Name}");
        found["collective"] = processes.Name;
        var sums = new JsonArray();
        foreach (var (model, parameters, seconds) in AllReduceTiming.Measure(processes, AnyDevice))
        {
            var bytes = sizeof(float) * parameters;
            Line("", Invariant($"sum of {model}'s gradients, {bytes / 1e6:F1} MB: {seconds * 1e3:F1} ms, {bytes / seconds / 1e9:F2} GB/s"));
            sums.Add(new JsonObject { ["model"] = model, ["bytes"] = bytes, ["seconds"] = JsonValues.Of(seconds) });
        }

        found["sums"] = sums;
    }

    static ExitCode Torch(JsonObject found)
    {
        try
        {
            var library = TorchLibrary.Load();
            Line("libtorch", $"{library.Version} from {library.Folder}");
            if (library.RelaxedCopy is { } copy)
            {
                Line("", $"the system's libstdc++ is older than TorchSharp asks for; its library was loaded from {copy}");
            }

            Line("threads", $"{library.Threads} of {Environment.ProcessorCount} processors");
            Line("CUDA", library.CudaDevices.Count > 0 ? string.Join(", ", library.CudaDevices) : $"none: {library.NoCudaReason}");
            found["libtorch"] = new JsonObject { ["version"] = library.Version, ["folder"] = library.Folder };
            found["threads"] = library.Threads;
            found["processors"] = Environment.ProcessorCount;
            found["cuda_devices"] = JsonValues.Each(library.CudaDevices, device => device.ToString());
            found["no_cuda_reason"] = library.CudaDevices.Count > 0 ? null : library.NoCudaReason;
            return ExitCode.Done;
        }
        catch (TorchLoadException e)
        {
            Line("libtorch", e.Message);
            found["problem"] = e.Message;
            return ExitCode.BadInput;
        }
    }

    static string Terminal()
    {
        if (Console.IsOutputRedirected)
        {
            return "none, the output goes to a file or pipe; td train then prints plain lines";
        }

        var colours = Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } ? ", NO_COLOR is set" : "";
        return $"{Environment.GetEnvironmentVariable("TERM") ?? "TERM is not set"}, {Console.WindowWidth} × {Console.WindowHeight}{colours}";
    }

    // Null where no folder is writable.
    static string? Cache()
    {
        foreach (var folder in UserCache.Folders)
        {
            try
            {
                Directory.CreateDirectory(folder);
                var probe = Path.Combine(folder, $"probe-{Environment.ProcessId}");
                File.WriteAllBytes(probe, [0]);
                File.Delete(probe);
                return folder;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Line("cache", $"{folder} is not writable: {e.Message}");
            }
        }

        return null;
    }

    static void Line(string name, string text) => Console.WriteLine($"{name,-10}{TerminalText.Of(text)}");
}
