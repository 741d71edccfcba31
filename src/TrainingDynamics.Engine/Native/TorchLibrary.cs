namespace TrainingDynamics.Engine.Native;

/// <summary>Brings libtorch into the process. Nothing may call TorchSharp before <see cref="Load"/> has returned.</summary>
public static class TorchLibrary
{
    /// <summary>
    /// In the order of their dependencies, so that the libraries that each one needs are loaded before it. The CUDA ones exist
    /// only in an installed PyTorch.
    /// </summary>
    static readonly string[] Preloaded =
        ["libgomp*.so*", "libc10.so", "libtorch_cpu.so", "libc10_cuda.so", "libtorch_cuda.so", "libtorch.so"];

    static readonly Lock Gate = new();
    static TorchLibraryInfo? s_loaded;
    static readonly List<IntPtr> Libraries = []; // what Preloaded names
    static IntPtr s_bridge;

    /// <summary>TorchSharp's native library; 0 before <see cref="Load"/>, and elsewhere than on Linux.</summary>
    internal static IntPtr Bridge => s_bridge;

    /// <summary>
    /// Loads libtorch from <c>TD_LIBTORCH</c>, from beside the program or from its NuGet package, the first that has it;
    /// does nothing the second time. Elsewhere than on Linux TorchSharp searches by itself.
    /// </summary>
    /// <exception cref="TorchLoadException">Nothing usable was found; the message says what was tried and what to do.</exception>
    public static TorchLibraryInfo Load()
    {
        lock (Gate)
        {
            return s_loaded ??= OperatingSystem.IsLinux() ? LoadOnLinux() : Describe("", TorchOrigin.TorchSharp, null);
        }
    }

    /// <summary>The address of a function in libtorch's own libraries; false where there is none, and before <see cref="Load"/>.</summary>
    internal static bool TryExport(string function, out IntPtr address)
    {
        lock (Gate)
        {
            foreach (var library in Libraries)
            {
                if (NativeLibrary.TryGetExport(library, function, out address))
                {
                    return true;
                }
            }
        }

        address = IntPtr.Zero;
        return false;
    }

    static TorchLibraryInfo LoadOnLinux()
    {
        var folders = new NativeFolders();
        var (folder, origin) = folders.Torch();
        var bridge = folders.Bridge();
        IdleThreads.SpinShortly();
        // A failure here is reported by the library that needs the missing one.
        foreach (var library in CudaLibraries.Beside(folder))
        {
            NativeLibrary.TryLoad(library, out _);
        }

        foreach (var pattern in Preloaded)
        {
            foreach (var library in Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal))
            {
                Libraries.Add(LoadOne(library, folder));
            }
        }

        var (handle, relaxed) = LoadBridge(bridge, folder);
        if (s_bridge == IntPtr.Zero)
        {
            s_bridge = handle;
            NativeLibrary.SetDllImportResolver(
                typeof(TorchSharp.torch).Assembly,
                (name, _, _) => name == "LibTorchSharp" ? s_bridge : IntPtr.Zero);
        }

        return Describe(folder, origin, relaxed);
    }

    static IntPtr LoadOne(string library, string folder)
    {
        try
        {
            return NativeLibrary.Load(library);
        }
        catch (DllNotFoundException e) when (e.Message.Contains("failed to map segment", StringComparison.Ordinal))
        {
            throw new TorchLoadException($"{library} does not fit into memory; raise its limit, or that of the address space (ulimit -v)", e);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new TorchLoadException(
                $"{library} could not be loaded with the libtorch in {folder}: {OneLine(e.Message)}. Set "
                + $"{NativeFolders.Variable} to the lib folder of another PyTorch, or unset it to use the package's own libtorch.", e);
        }
    }

    static (IntPtr Handle, string? Relaxed) LoadBridge(string bridge, string folder)
    {
        try
        {
            return (NativeLibrary.Load(bridge), null);
        }
        catch (DllNotFoundException e) when (e.Message.Contains(RelaxedCopy.Version, StringComparison.Ordinal))
        {
            var relaxed = RelaxedCopy.Of(bridge, UserCache.Folders);
            return (LoadOne(relaxed, folder), relaxed);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            // Most likely a PyTorch of another version than the one TorchSharp was built for.
            throw new TorchLoadException(
                $"{bridge} does not work with the libtorch in {folder}: {OneLine(e.Message)}. TorchSharp was built for "
                + $"libtorch {NativeFolders.BuiltFor}; set {NativeFolders.Variable} to the lib folder of a PyTorch of that version.",
                e);
        }
    }

    static TorchLibraryInfo Describe(string folder, TorchOrigin origin, string? relaxed)
    {
        try
        {
            var threads = get_num_threads();
            var (devices, reason) = Cuda(folder);
            var version = NativeFolders.VersionOf(folder, origin) ?? NativeFolders.BuiltFor;
            return new TorchLibraryInfo(version, folder, origin, relaxed, threads, devices, reason);
        }
        catch (Exception e) when (e is NotSupportedException or TypeInitializationException or DllNotFoundException)
        {
            throw new TorchLoadException($"TorchSharp did not start: {OneLine(e.Message)}", e);
        }
    }

    static (IReadOnlyList<string> Devices, string? Reason) Cuda(string folder)
    {
        if (folder.Length > 0 && !File.Exists(Path.Combine(folder, "libtorch_cuda.so")))
        {
            return ([], $"the libtorch in {folder} is built for the CPU; set {NativeFolders.Variable} to the lib folder of "
                + "an installed PyTorch with CUDA");
        }

        if (!cuda.is_available())
        {
            return ([], "libtorch is built with CUDA, but finds no usable device; nvidia-smi tells whether the driver does");
        }

        return ([.. Enumerable.Range(0, cuda.device_count()).Select(i => $"cuda:{i}")], null);
    }

    static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>libtorch, or the library that binds it to .NET, could not be loaded; the message lists what was tried.</summary>
public sealed class TorchLoadException(string message, Exception? cause = null) : EngineException(message, cause);
