namespace TrainingDynamics.Text.Tokenization;

/// <summary>The special tokens before, between and after the texts of an example, and the truncation.</summary>
/// <param name="Before">Ids before a single text.</param>
/// <param name="After">Ids after a single text.</param>
/// <param name="PairBefore">Ids before the first of two texts.</param>
/// <param name="PairBetween">Ids between two texts.</param>
/// <param name="PairAfter">Ids after the second of two texts.</param>
/// <param name="HasTypes">True where the second text and what follows it have type id 1; else all type ids are 0.</param>
sealed record SpecialTokenLayout(
    int[] Before, int[] After, int[] PairBefore, int[] PairBetween, int[] PairAfter, bool HasTypes)
{
    public static SpecialTokenLayout None { get; } = new([], [], [], [], [], HasTypes: false);

    /// <summary><c>[CLS] a [SEP]</c> and <c>[CLS] a [SEP] b [SEP]</c>.</summary>
    public static SpecialTokenLayout Bert(int classifier, int separator) =>
        new([classifier], [separator], [classifier], [separator], [separator], HasTypes: true);

    /// <summary><c>&lt;s&gt; a &lt;/s&gt;</c> and <c>&lt;s&gt; a &lt;/s&gt;&lt;/s&gt; b &lt;/s&gt;</c>.</summary>
    public static SpecialTokenLayout Roberta(int classifier, int separator) =>
        new([classifier], [separator], [classifier], [separator, separator], [separator], HasTypes: false);

    /// <summary>Number of last ids of <see cref="PairBetween"/> that already have the second text's type id.</summary>
    public int SecondTypeBetween { get; init; }

    /// <summary>Whether texts that are too long lose their beginning; else their end.</summary>
    public bool CutsBeginning { get; init; }

    /// <summary>The largest of the ids; 0 without ids.</summary>
    public int LargestId => new[] { Before, After, PairBefore, PairBetween, PairAfter }.SelectMany(ids => ids).DefaultIfEmpty().Max();

    /// <summary>Appends one text or two, cut as in <see cref="ITokenizer.Encode"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no room for the special tokens.</exception>
    public EncodedText Append(IReadOnlyList<int> first, IReadOnlyList<int>? second, int maxLength, List<int> ids)
    {
        var (before, after) = second is null ? (Before, After) : (PairBefore, PairBetween);
        var specials = before.Length + after.Length + (second is null ? 0 : PairAfter.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, specials);
        var secondCount = second?.Count ?? 0;
        var (firstKept, secondKept) = TruncateLongestFirst(first.Count, secondCount, maxLength - specials);

        var start = ids.Count;
        ids.AddRange(before);
        Append(first, firstKept, ids);
        ids.AddRange(after);
        var pairStart = ids.Count - start - (second is null ? 0 : SecondTypeBetween);
        if (second is not null)
        {
            Append(second, secondKept, ids);
            ids.AddRange(PairAfter);
        }

        var length = ids.Count - start;
        return new EncodedText(length, HasTypes ? pairStart : length, first.Count - firstKept + secondCount - secondKept);
    }

    // The rule of Hugging Face's fast tokenizers: the shorter text is cut only when both are longer than half the room. Then
    // each gets half of it, and of an odd room the longer text, on a tie the second, gets one token more.
    static (int First, int Second) TruncateLongestFirst(int first, int second, int room)
    {
        if (first + second <= room)
        {
            return (first, second);
        }

        var shorter = Math.Min(Math.Min(first, second), room / 2);
        return first <= second ? (shorter, room - shorter) : (room - shorter, shorter);
    }

    void Append(IReadOnlyList<int> pieces, int count, List<int> ids)
    {
        var start = CutsBeginning ? pieces.Count - count : 0;
        for (var i = start; i < start + count; i++)
        {
            ids.Add(pieces[i]);
        }
    }
}
