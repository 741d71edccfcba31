namespace TrainingDynamics.Text.Tests;

/// <summary>A test that reads <c>../shared</c> and is skipped, saying so, where that folder is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute()
    {
        if (SharedData.Shared is null)
            Skip = "needs ../shared (golden data), which is not here";
    }
}
