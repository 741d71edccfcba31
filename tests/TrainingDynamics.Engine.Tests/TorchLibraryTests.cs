using System.Runtime.InteropServices;
using TorchSharp;
using TrainingDynamics.Engine.Native;

namespace TrainingDynamics.Engine.Tests;

public sealed partial class TorchLibraryTests
{
    [Fact]
    public void After_loading_torch_computes_and_the_report_says_where_it_came_from()
    {
        var info = TorchLibrary.Load();

        using var sum = torch.ones(3, 4).sum();
        Assert.Equal(12f, sum.item<float>());
        Assert.Same(info, TorchLibrary.Load());
        Assert.StartsWith("2.", info.Version, StringComparison.Ordinal);
        Assert.True(info.Threads >= 1);
        Assert.Equal(info.CudaDevices.Count == 0, info.NoCudaReason is not null);
        if (OperatingSystem.IsLinux())
        {
            Assert.True(File.Exists(Path.Combine(info.Folder, "libtorch_cpu.so")), info.Folder);
        }

        if (info.RelaxedCopy is { } copy)
        {
            Assert.True(File.Exists(copy), copy);
        }
    }

    [Fact]
    public void Idle_threads_spin_shortly_unless_the_environment_says_otherwise()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // libgomp is Linux's
        }

        var chosen = Environment.GetEnvironmentVariable("GOMP_SPINCOUNT");
        var expected = Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null ? chosen ?? "10000" : chosen;
        Assert.Equal(expected, Marshal.PtrToStringUTF8(NativeVariable("GOMP_SPINCOUNT")));
    }

    [Fact]
    public void Physical_cores_are_between_one_and_the_processors() =>
        Assert.InRange(PhysicalCores.Count(), 1, Environment.ProcessorCount);

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial IntPtr NativeVariable(string name);
}
