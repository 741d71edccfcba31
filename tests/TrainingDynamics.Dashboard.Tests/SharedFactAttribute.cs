using Xunit;

namespace TrainingDynamics.Dashboard.Tests;

/// <summary>A test that reads <c>../shared</c>; skipped, saying so, where the folder is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute()
    {
        if (SharedFolder.Path is null)
        {
            Skip = "needs ../shared (golden data), which is not here";
        }
    }
}
