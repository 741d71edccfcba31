using System.Reflection;

namespace TrainingDynamics.Engine.Native;

/// <summary>Where libtorch and libLibTorchSharp.so are looked for.</summary>
sealed class NativeFolders
{
    /// <summary>The environment variable that names the <c>lib</c> folder of an installed PyTorch.</summary>
    public const string Variable = "TD_LIBTORCH";

    /// <summary>The file that tells libtorch's folder from others.</summary>
    public const string TorchFile = "libtorch_cpu.so";

    /// <summary>The library that binds libtorch to .NET.</summary>
    public const string BridgeFile = "libLibTorchSharp.so";

    /// <summary>The libtorch version that TorchSharp was built for.</summary>
    public static string BuiltFor => Baked("LibTorchVersion") ?? "2.10";

    readonly List<string> _tried = [];

    /// <summary>One line that names every place looked at so far and what it lacks.</summary>
    public string Tried => string.Join("; ", _tried);

    /// <summary>libtorch's folder and which place it is.</summary>
    /// <exception cref="TorchLoadException"><c>TD_LIBTORCH</c> is set but no libtorch is there, or no place has one.</exception>
    public (string Folder, TorchOrigin Origin) Torch()
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(named))
        {
            // No silent fall back: whoever sets the variable wants that library.
            return Has(named, TorchFile, Variable)
                ? (Path.GetFullPath(named), TorchOrigin.Environment)
                : throw new TorchLoadException(
                    $"{Variable} is '{named}', but {TorchFile} is not there. It must name the lib folder of an installed "
                    + "PyTorch: python3 -c 'import os,torch;print(os.path.join(os.path.dirname(torch.__file__),\"lib\"))' prints it.");
        }

        return Find(TorchFile, "LibTorchFolder") ?? throw NotFound("libtorch");
    }

    /// <summary>Full path of libLibTorchSharp.so.</summary>
    /// <exception cref="TorchLoadException">No place has it.</exception>
    public string Bridge() => Path.Combine((Find(BridgeFile, "TorchBridgeFolder") ?? throw NotFound(BridgeFile)).Folder, BridgeFile);

    /// <summary>Version of the libtorch in <paramref name="folder"/>; null when nothing there says it.</summary>
    public static string? VersionOf(string folder, TorchOrigin origin)
    {
        if (origin == TorchOrigin.Package)
        {
            return BuiltFor;
        }

        var python = Path.Combine(folder, "..", "version.py");
        if (!File.Exists(python))
        {
            return null;
        }

        var line = File.ReadLines(python).FirstOrDefault(l => l.StartsWith("__version__", StringComparison.Ordinal));
        return line?.Split('=', 2)[1].Trim().Trim('\'', '"');
    }

    static IEnumerable<string> BesideProgram() =>
    [
        AppContext.BaseDirectory,
        Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native"),
    ];

    static string? Baked(string key) => typeof(NativeFolders).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(a => a.Key == key)?.Value;

    (string Folder, TorchOrigin Origin)? Find(string file, string key)
    {
        foreach (var folder in BesideProgram())
        {
            if (Has(folder, file, "beside the program"))
            {
                return (folder, TorchOrigin.BesideProgram);
            }
        }

        return Baked(key) is { } package && Has(package, file, "package") ? (package, TorchOrigin.Package) : null;
    }

    bool Has(string folder, string file, string place)
    {
        if (File.Exists(Path.Combine(folder, file)))
        {
            return true;
        }

        _tried.Add($"{place} {folder} (no {file})");
        return false;
    }

    TorchLoadException NotFound(string what) => new(
        $"{what} was not found: tried {Tried}. Run scripts/setup.sh to restore the packages, or set {Variable} to the lib "
        + "folder of an installed PyTorch.");
}
