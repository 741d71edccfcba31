namespace TrainingDynamics.Engine.Weights.PyTorch;

/// <summary>
/// A dictionary of a pickle, as a list of pairs: it hashes nothing, so keys made to collide cost nothing, and a later pair
/// replaces an earlier one when the dictionary is looked into.
/// </summary>
/// <param name="isOrdered">Whether it is a <c>collections.OrderedDict</c>, which alone may carry attributes.</param>
sealed class PickleDictionary(bool isOrdered)
{
    public bool IsOrdered { get; } = isOrdered;

    public List<(object? Key, object? Value)> Pairs { get; } = [];

    /// <summary>The value of a key, null when absent.</summary>
    public object? Find(string key) => Pairs.FindLast(pair => pair.Key is string found && found == key).Value;
}
