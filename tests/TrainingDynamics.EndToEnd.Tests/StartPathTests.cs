using System.Diagnostics;
using System.Text;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>Verbs that compute nothing with torch do not load it, which would cost them half a second and half a gigabyte.</summary>
public sealed class StartPathTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // The dynamic linker's own list of what it loads.
    (TdResult Result, string Loaded) Run(params string[] args)
    {
        var start = TdProcess.StartInfo(args);
        start.Environment["LD_DEBUG"] = "files";
        start.Environment["LD_DEBUG_OUTPUT"] = _folder["loaded"];
        var result = TdProcess.Finish(Process.Start(start)!);
        var lists = Directory.GetFiles(_folder.Path, "loaded.*");
        var loaded = string.Concat(lists.Select(File.ReadAllText));
        Array.ForEach(lists, File.Delete);
        return (result, loaded);
    }

    // The runtime's own trace of the assemblies that it loads, whose names are UTF-16.
    string Assemblies(params string[] args)
    {
        var trace = _folder["assemblies.nettrace"];
        var start = TdProcess.StartInfo(args);
        start.Environment["DOTNET_EnableEventPipe"] = "1";
        start.Environment["DOTNET_EventPipeOutputPath"] = trace;
        start.Environment["DOTNET_EventPipeConfig"] = "Microsoft-Windows-DotNETRuntime:8:4";
        var result = TdProcess.Finish(Process.Start(start)!);
        Assert.True(result.ExitCode == 0, $"td {string.Join(' ', args)}: {result.Error}");
        return Encoding.Latin1.GetString(File.ReadAllBytes(trace)).Replace("\0", "", StringComparison.Ordinal);
    }

    [Fact]
    public void Metrics_of_JSON_lines_do_without_the_library_that_reads_Parquet()
    {
        _folder.Write("run/training_dynamics/dynamics_epoch_0.jsonl", string.Concat(Enumerable.Range(0, 10).Select(i =>
            $"{{\"guid\": {i}, \"logits_epoch_0\": [0.5, {i}.25], \"gold\": {i % 2}, \"device\": \"cpu\"}}\n")));
        var columns = _folder["columns/training_dynamics"];
        Assert.Contains("ParquetSharp.dll", Assemblies("convert", _folder["run"], "--to", "parquet", "--output-dir", columns), StringComparison.Ordinal);
        foreach (var (run, isParquet) in new[] { ("run", false), ("columns", true) })
        {
            var loaded = Assemblies("metrics", _folder[run]);
            Assert.Contains("TrainingDynamics.Logs.dll", loaded, StringComparison.Ordinal);
            Assert.Equal(isParquet, loaded.Contains("ParquetSharp.dll", StringComparison.Ordinal));
            // Nor is anything read or written as JSON by a library.
            Assert.DoesNotContain("System.Text.Json.dll", loaded, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_first_page_is_printed_without_what_results_need()
    {
        var loaded = Assemblies("--help");
        Assert.Contains("System.CommandLine.dll", loaded, StringComparison.Ordinal);
        Assert.DoesNotContain("System.Text.Json.dll", loaded, StringComparison.Ordinal);
        Assert.DoesNotContain("TrainingDynamics.Analytics.dll", loaded, StringComparison.Ordinal);
    }

    [Fact]
    public void Torch_is_loaded_by_none_of_the_verbs_that_do_without()
    {
        foreach (var (name, epoch) in new[] { ("run", 0), ("run", 1), ("other", 0), ("other", 1) })
        {
            _folder.Write($"{name}/training_dynamics/dynamics_epoch_{epoch}.jsonl", string.Concat(Enumerable.Range(0, 10).Select(i =>
                $"{{\"guid\": {i}, \"logits_epoch_{epoch}\": [0.5, {i}.25], \"gold\": {i % 2}}}\n")));
        }

        var run = _folder["run"];
        string[][] without =
        [
            ["--help"], ["metrics", run], ["plot", run], ["select", run], ["compare", run, _folder["other"]], ["convert", run, "--to", "parquet"],
        ];
        foreach (var args in without)
        {
            var (result, loaded) = Run(args);
            Assert.True(result.ExitCode == 0, $"td {string.Join(' ', args)}: {result.Error}");
            Assert.Contains("libcoreclr.so", loaded, StringComparison.Ordinal);
            Assert.DoesNotContain("libtorch", loaded, StringComparison.OrdinalIgnoreCase);
        }

        // The list does show it where it is loaded.
        Assert.Contains("libtorch", Run("doctor").Loaded, StringComparison.OrdinalIgnoreCase);
    }
}
