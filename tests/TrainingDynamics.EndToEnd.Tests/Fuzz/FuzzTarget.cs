namespace TrainingDynamics.EndToEnd.Tests.Fuzz;

/// <summary>A kind of file that a stranger may have written.</summary>
/// <param name="Name">Also the folder of its corpus.</param>
/// <param name="Cost">What an input costs, 1 being the cheapest; so many times fewer are tried.</param>
/// <param name="FileName">What the file is called, as readers go by names.</param>
/// <param name="Seeds">Good files.</param>
/// <param name="Read">
/// Reads the file at a path all through, and throws what xunit's assertions throw when it got something that is not there.
/// </param>
/// <param name="Refusals">The exceptions that a bad file may end with.</param>
sealed record FuzzTarget(string Name, int Cost, string FileName, IReadOnlyList<byte[]> Seeds, Action<string, byte[]> Read, params Type[] Refusals)
{
    /// <summary>Inputs that are tried at least.</summary>
    public int Fewest { get; init; } = 100;

    /// <summary>Makes every second input instead of <see cref="Mutator"/>; null: nothing else does.</summary>
    public Func<Random, byte[]>? Next { get; init; }

    /// <summary>Files that lie beside it.</summary>
    public IReadOnlyDictionary<string, byte[]> Beside { get; init; } = new Dictionary<string, byte[]>();
}
