namespace TrainingDynamics.Text.Tests;

/// <summary>As <see cref="SharedFactAttribute"/>, for a test with cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute()
    {
        if (SharedData.Shared is null)
            Skip = "needs ../shared (golden data), which is not here";
    }
}
