namespace TrainingDynamics.Tests;

/// <summary>As <see cref="SharedFactAttribute"/>, for a test with cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute() => Skip = new SharedFactAttribute().Skip;
}
