namespace TrainingDynamics.Engine.Native;

/// <summary>
/// NVIDIA's libraries as pip installs them beside PyTorch: <c>site-packages/nvidia/PACKAGE/lib</c> beside
/// <c>site-packages/torch/lib</c>. Python's torch loads them before its libraries, and so must a process without Python.
/// </summary>
static class CudaLibraries
{
    /// <summary>In the order of their dependencies; no library needs one that is missing here.</summary>
    static readonly string[] Order =
    [
        "libcudart.so", "libnvJitLink.so", "libnvrtc.so", "libnvrtc-builtins.so", "libcublasLt.so", "libcublas.so", "libcufft.so",
        "libcurand.so", "libcusparse.so", "libcusparseLt.so", "libcusolver.so", "libcupti.so", "libnvToolsExt.so", "libcufile.so",
        "libnccl.so", "libnvshmem_host.so", "libcudnn.so",
    ];

    /// <summary>Paths of those that exist, in loading order; empty if PyTorch contains them or has no CUDA.</summary>
    /// <param name="torchFolder">The <c>lib</c> folder of an installed PyTorch.</param>
    public static IReadOnlyList<string> Beside(string torchFolder)
    {
        var nvidia = Path.GetFullPath(Path.Combine(torchFolder, "..", "..", "nvidia"));
        if (!File.Exists(Path.Combine(torchFolder, "libtorch_cuda.so")) || !Directory.Exists(nvidia))
        {
            return [];
        }

        string[] folders =
        [
            .. Directory.EnumerateDirectories(nvidia).Select(package => Path.Combine(package, "lib"))
                .Where(Directory.Exists).Order(StringComparer.Ordinal),
        ];
        return
        [
            .. Order.SelectMany(name => folders.SelectMany(folder => Directory.EnumerateFiles(folder, $"{name}*")
                .Where(file => IsVersionOf(Path.GetFileName(file), name)).Order(StringComparer.Ordinal))),
        ];
    }

    // libnvrtc-builtins.so.12.8 is a library too; libnvrtc.alt.so and static stubs are not.
    static bool IsVersionOf(string file, string name) =>
        file.Length == name.Length || file[name.Length] == '.';
}
