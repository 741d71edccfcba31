namespace TrainingDynamics.Engine.Native;

/// <summary>The libtorch of this process.</summary>
/// <param name="Version">
/// Version of libtorch, for example <c>2.10.0</c>; of an installed PyTorch what its <c>version.py</c> says
/// (<c>2.10.0+cu128</c>), and the version that TorchSharp was built for where none is written down.
/// </param>
/// <param name="Folder">Folder of libtorch's libraries; empty where TorchSharp searched by itself (not Linux).</param>
/// <param name="Origin">Which of the places it was found in.</param>
/// <param name="RelaxedCopy">
/// The copy of libLibTorchSharp.so that was loaded because the system's libstdc++ is older than it asks for; null when
/// the original was loaded.
/// </param>
/// <param name="Threads">Threads that one operation uses on the CPU.</param>
/// <param name="CudaDevices">Usable CUDA devices as torch names them (<c>cuda:0</c>, …); empty when there is none.</param>
/// <param name="NoCudaReason">Why <paramref name="CudaDevices"/> is empty, one line; null when it is not.</param>
public sealed record TorchLibraryInfo(
    string Version,
    string Folder,
    TorchOrigin Origin,
    string? RelaxedCopy,
    int Threads,
    IReadOnlyList<string> CudaDevices,
    string? NoCudaReason);

/// <summary>The places where libtorch is looked for, in the order of the search.</summary>
public enum TorchOrigin
{
    /// <summary>The folder that the environment variable <c>TD_LIBTORCH</c> names.</summary>
    Environment,

    /// <summary>The program's own folder, or its <c>runtimes/RID/native</c>.</summary>
    BesideProgram,

    /// <summary>The NuGet package that the program was built against.</summary>
    Package,

    /// <summary>TorchSharp's own search, on systems other than Linux.</summary>
    TorchSharp,
}
