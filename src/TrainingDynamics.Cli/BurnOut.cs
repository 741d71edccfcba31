namespace TrainingDynamics.Cli;

/// <summary>The value of <c>--burn-out</c>.</summary>
static class BurnOut
{
    /// <summary>The value itself.</summary>
    /// <exception cref="UsageException">It is below 1.</exception>
    public static int? Checked(int? burnOut) => burnOut is < 1
        ? throw new UsageException($"--burn-out is {burnOut}, expected the number of epochs to use, at least 1")
        : burnOut;
}
