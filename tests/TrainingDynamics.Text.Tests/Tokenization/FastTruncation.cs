namespace TrainingDynamics.Text.Tests.Tokenization;

/// <summary>How Hugging Face's fast tokenizers cut a pair, step by step as their <c>truncate_encodings</c> does it.</summary>
static class FastTruncation
{
    /// <summary>Removes what does not fit from the ends of two texts, so that both together have at most <c>room</c> tokens.</summary>
    public static void Cut(List<int> first, List<int> second, int room)
    {
        if (first.Count + second.Count <= room)
        {
            return;
        }

        var shorter = Math.Min(first.Count, second.Count);
        var longer = shorter > room ? shorter : Math.Max(shorter, room - shorter);
        if (shorter + longer > room)
        {
            (shorter, longer) = (room / 2, room - room / 2);
        }

        var (ofFirst, ofSecond) = first.Count <= second.Count ? (shorter, longer) : (longer, shorter);
        first.RemoveRange(ofFirst, first.Count - ofFirst);
        second.RemoveRange(ofSecond, second.Count - ofSecond);
    }
}
