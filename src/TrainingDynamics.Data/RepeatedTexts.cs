namespace TrainingDynamics.Data;

/// <summary>Texts that occur more than once, in a training set or in it and another set.</summary>
public sealed class RepeatedTexts
{
    readonly Dictionary<UInt128, Occurrences> _ofText;

    /// <param name="train">The training set.</param>
    public RepeatedTexts(Dataset train)
    {
        _ofText = new Dictionary<UInt128, Occurrences>(train.Examples.Count);
        foreach (var example in train.Examples)
        {
            var hash = TextHash.Of(example.Text, example.TextPair);
            _ofText[hash] = _ofText.TryGetValue(hash, out var known)
                ? new Occurrences(known.Rows + 1, known.Gold, known.AreOfOneGold && known.Gold == example.Gold)
                : new Occurrences(1, example.Gold, AreOfOneGold: true);
        }

        Texts = _ofText.Values.Count(text => text.Rows > 1);
        ExtraRows = train.Examples.Count - _ofText.Count;
        Contradictory = _ofText.Values.Count(text => !text.AreOfOneGold);
    }

    /// <summary>Texts that occur in several rows of the training set.</summary>
    public int Texts { get; }

    /// <summary>Rows of the training set that repeat an earlier one's text.</summary>
    public int ExtraRows { get; }

    /// <summary>Number of these texts with different golds.</summary>
    public int Contradictory { get; }

    /// <summary>
    /// Number of examples of another set with a text of the training set, and how many of them have a gold that the text does not have there.
    /// </summary>
    public (int Shared, int OtherGold) SharedWith(Dataset other)
    {
        var shared = 0;
        var otherGold = 0;
        foreach (var example in other.Examples)
        {
            if (!_ofText.TryGetValue(TextHash.Of(example.Text, example.TextPair), out var known))
            {
                continue;
            }

            shared++;
            if (other.HasLabels && known.AreOfOneGold && known.Gold != example.Gold)
            {
                otherGold++;
            }
        }

        return (shared, otherGold);
    }

    readonly record struct Occurrences(int Rows, double Gold, bool AreOfOneGold);
}
