using Xunit;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>A test of data that lies beside the checkout; skipped, saying so, where it is absent.</summary>
sealed class SharedFactAttribute : FactAttribute
{
    /// <param name="folder">Below <c>../shared</c>.</param>
    public SharedFactAttribute(string folder)
    {
        if (!Directory.Exists(Path.Combine(Repository.Shared, folder)))
        {
            Skip = $"needs ../shared/{folder}, which is not here";
        }
    }
}
