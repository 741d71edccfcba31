using System.Globalization;

namespace TrainingDynamics.Tests;

/// <summary>How much of a check is done: little with all the other tests, much by the scripts in <c>tests</c>.</summary>
static class LongChecks
{
    /// <summary>A number from the environment, which the scripts set.</summary>
    public static int Count(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : otherwise;
}
