namespace TrainingDynamics.Tests;

/// <summary>A test that reads <c>../shared</c>; skipped, saying so, where the folder is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute() => Skip = Repository.Shared is null ? "needs ../shared (golden data), which is not here" : null;
}
