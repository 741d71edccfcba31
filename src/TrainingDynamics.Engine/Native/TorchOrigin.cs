namespace TrainingDynamics.Engine.Native;

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
