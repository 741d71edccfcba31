using System.Collections;
using System.Diagnostics.CodeAnalysis;
using TrainingDynamics.Data;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>Texts by guid, each read when it is looked up; empty ones count as missing.</summary>
/// <param name="guids">The run's.</param>
/// <param name="textOf">Gives the text of one, empty where there is none.</param>
sealed class LazyTexts(ExampleGuid[] guids, Func<ExampleGuid, string> textOf) : IReadOnlyDictionary<ExampleGuid, string>
{
    const int Tried = 100;

    /// <summary>How many there may be: 0 where none of the first examples has a text.</summary>
    public int Count { get; } = guids.Take(Tried).Any(guid => textOf(guid).Length > 0) ? guids.Length : 0;

    public IEnumerable<ExampleGuid> Keys => this.Select(pair => pair.Key);

    public IEnumerable<string> Values => this.Select(pair => pair.Value);

    public string this[ExampleGuid key] => TryGetValue(key, out var text) ? text : throw new KeyNotFoundException($"{key} has no text");

    public bool ContainsKey(ExampleGuid key) => TryGetValue(key, out _);

    public bool TryGetValue(ExampleGuid key, [MaybeNullWhen(false)] out string value)
    {
        try
        {
            value = Count == 0 ? "" : textOf(key);
        }
        catch (TextInputException e)
        {
            // On the thread that draws: said where the text would stand.
            value = $"({e.Message})";
        }

        return value.Length > 0;
    }

    public IEnumerator<KeyValuePair<ExampleGuid, string>> GetEnumerator()
    {
        foreach (var guid in guids)
        {
            if (TryGetValue(guid, out var text))
            {
                yield return KeyValuePair.Create(guid, text);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
