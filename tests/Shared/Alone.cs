namespace TrainingDynamics.Tests;

/// <summary>Tests that count what the whole process holds: no others run beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone in the process";
}
