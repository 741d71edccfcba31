namespace TrainingDynamics.Engine.Native;

/// <summary>
/// What libtorch's threads do between two operations. GNU's OpenMP lets them spin for milliseconds, which on a machine with
/// other work takes the processor from whoever they wait for: with two cores and ten busy processes a step took ten to
/// thirty times as long as with a short spin.
/// </summary>
static partial class IdleThreads
{
    public const string SpinVariable = "GOMP_SPINCOUNT";
    public const string PolicyVariable = "OMP_WAIT_POLICY";

    /// <summary>
    /// Turns of the spin. With 1000, a process alone on the machine took 1.2 to 1.4 times as long for a step of bert-tiny; without
    /// a limit it took as long as with this.
    /// </summary>
    public const string Spin = "10000";

    /// <summary>Shortens the spin, unless the user has chosen; must come before libgomp is loaded, which reads it once.</summary>
    public static void SpinShortly()
    {
        // .NET keeps a copy of the environment; libgomp reads the process's.
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(PolicyVariable)))
        {
            _ = SetVariable(SpinVariable, Spin, overwrite: 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
