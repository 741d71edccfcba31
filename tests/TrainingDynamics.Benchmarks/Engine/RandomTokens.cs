using System.Globalization;
using TrainingDynamics.Data;
using TrainingDynamics.Text.Tokenization;

namespace TrainingDynamics.Benchmarks.Engine;

/// <summary>Texts of one length whose tokens are drawn evenly from a vocabulary: what a model takes, without a language.</summary>
sealed class RandomTokens(int vocabularySize, int paddingId) : ITokenizer
{
    const int Special = 10; // the first ids, which stand for padding and the like in every family

    readonly Random _random = new(1);

    public string Source => "random tokens";

    public int VocabularySize => vocabularySize;

    public int? PaddingId => paddingId;

    public int? ModelMaxLength => null;

    /// <summary>So many texts with classes by turns.</summary>
    public EncodedDataset Texts(int count, int length, IReadOnlyList<string> labels)
    {
        Example[] examples = [.. Enumerable.Range(0, count).Select(i => new Example(i.ToString(CultureInfo.InvariantCulture), "", null, i % labels.Count))];
        return EncodedDataset.Encode(new Dataset(Source, labels, examples, "", ""), this, length);
    }

    public EncodedText Encode(string text, string? textPair, int maxLength, List<int> ids)
    {
        for (var i = 0; i < maxLength; i++)
        {
            ids.Add(_random.Next(Special, vocabularySize));
        }

        return new EncodedText(maxLength, maxLength, 0);
    }

    public void Save(string folder) => throw new NotSupportedException("random tokens are not a tokenizer that a folder could hold");
}
