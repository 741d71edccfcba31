using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using TrainingDynamics.Engine.Models;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>The scripts for a GPU as far as a machine without one goes: stand-in packages, and the check on the CPU.</summary>
public sealed class CudaScriptTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Libraries_of_the_CUDA_packages_are_linked_to_where_the_loader_looks()
    {
        Directory.CreateDirectory(_folder["feed"]);
        Pack("TorchSharp-cuda-linux", "0.107.0", "<dependency id=\"libtorch-cuda-stand-in\" version=\"2.10.0\" />", "libLibTorchSharp.so");
        Pack("libtorch-cuda-stand-in", "2.10.0", "", "libtorch_cpu.so", "libtorch_cuda.so", "libcudart.so.12");

        var (code, text) = Run("scripts/cuda/restore.sh", [_folder["feed"], _folder["program"]]);

        Assert.True(code == 0, text);
        var native = _folder["program", "runtimes", "linux-x64", "native"];
        foreach (var library in new[] { "libLibTorchSharp.so", "libtorch_cpu.so", "libtorch_cuda.so", "libcudart.so.12" })
        {
            Assert.Equal(library, File.ReadAllText(Path.Combine(native, library)));
        }
    }

    [Fact]
    public void A_source_without_the_packages_is_refused_with_a_way_out()
    {
        Directory.CreateDirectory(_folder["empty"]);
        var (code, text) = Run("scripts/cuda/restore.sh", [_folder["empty"], _folder["program"]]);
        Assert.Equal(2, code);
        Assert.Contains("TD_LIBTORCH", text, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["program"]));
    }

    [Fact]
    public void The_check_says_that_there_is_no_GPU()
    {
        if (File.Exists("/usr/bin/nvidia-smi"))
        {
            return; // a machine that has one is checked by the script itself
        }

        var (code, text) = Run("scripts/gpu-check.sh", []);
        Assert.Equal(2, code);
        Assert.Contains("no NVIDIA GPU", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_check_runs_on_the_CPU_and_measures_what_it_would_on_a_GPU()
    {
        var (code, text) = Run("scripts/gpu-check.sh", ["--device", "cpu"]);
        Assert.True(code == 0, text);
        using var written = JsonDocument.Parse(File.ReadAllText(_folder["check.json"]));
        var rows = written.RootElement.GetProperty("figures").EnumerateArray()
            .ToDictionary(row => row.GetProperty("what").GetString()!, row => row.GetProperty("value").GetDouble());
        foreach (var precision in new[] { "Fp32", "Bf16" })
        {
            Assert.True(rows[$"{precision}: matrix product"] > 0);
            Assert.True(rows[$"bert-tiny {precision} length 16: examples per second"] > 0);
            Assert.True(rows[$"bert-tiny {precision} length 16: recording, examples per second"] > 0);
            Assert.True(rows[$"bert-tiny {precision} length 16: memory in use"] > 50);
            Assert.InRange(rows[$"{precision}: host's share of a step behind queued products"], 0, 100);
        }

        // A golden model of every family that has one was compared, within the tolerance that the program ends with 0 for.
        var families = Directory.GetDirectories(Repository.GoldenPath("models")).Length;
        Assert.InRange(families, 4, ModelFamilies.All.Count);
        Assert.Equal(families, rows.Count(row => row.Key.StartsWith("golden ", StringComparison.Ordinal)));
    }

    void Pack(string id, string version, string dependencies, params string[] natives)
    {
        using var package = ZipFile.Open(_folder["feed", $"{id}.{version}.nupkg"], ZipArchiveMode.Create);
        Write($"{id}.nuspec", $"""
            <?xml version="1.0" encoding="utf-8"?>
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
              <metadata>
                <id>{id}</id>
                <version>{version}</version>
                <authors>test</authors>
                <description>stand-in</description>
                <dependencies><group targetFramework="netstandard2.0">{dependencies}</group></dependencies>
              </metadata>
            </package>
            """);
        Write("lib/netstandard2.0/_._", "");
        foreach (var native in natives)
        {
            Write($"runtimes/linux-x64/native/{native}", native);
        }

        void Write(string name, string content)
        {
            using var writer = new StreamWriter(package.CreateEntry(name).Open());
            writer.Write(content);
        }
    }

    (int Code, string Text) Run(string script, string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, script), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TD_CUDA_FOLDER"] = _folder["work"];
        start.Environment["TD_CHECK_BUILT"] = "1"; // this project's build has built it
        start.Environment["TD_CHECK_OUTPUT"] = _folder["check.json"];
        start.Environment["OMP_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
