using FsCheck.Xunit;
using TrainingDynamics.Data;
using TrainingDynamics.Text.Tokenization;

namespace TrainingDynamics.Text.Tests.Tokenization;

public sealed class WordPieceTrainerTests
{
    [Fact]
    public void Vocabulary_is_special_tokens_then_alphabet_then_merges_by_frequency()
    {
        // Pairs: a ##b 5 times, ##b ##b 3, b ##a 2; after the first merge ab ##b 3 and ##b ##b 0.
        var vocabulary = WordPieceTrainer.Train(["ab ab", "abb abb abb", "ba BA"], 100);

        Assert.Equal(
            ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "##a", "##b", "ab", "abb", "ba"],
            vocabulary.Tokens);
    }

    [Fact]
    public void Ties_go_to_the_ordinally_smaller_pair()
    {
        var vocabulary = WordPieceTrainer.Train(["dc dc ab ab"], 5 + 4 + 2 + 1);

        Assert.Equal("ab", vocabulary.Tokens[^1]);
    }

    [Fact]
    public void Pair_seen_once_is_not_merged()
    {
        Assert.Equal(5 + 2 + 1, WordPieceTrainer.Train(["ab"], 100).Count);
    }

    [Fact]
    public void Rarest_characters_go_when_the_alphabet_does_not_fit()
    {
        var vocabulary = WordPieceTrainer.Train(["a a a b b c"], 5 + 2);

        Assert.Equal(["a", "b"], vocabulary.Tokens.Skip(5));
    }

    [Fact]
    public void Literal_special_tokens_and_overlong_words_teach_nothing()
    {
        var vocabulary = WordPieceTrainer.Train(["[MASK] [MASK]", new string('q', 101)], 100);

        Assert.Equal(new SpecialTokens().All, vocabulary.Tokens);
    }

    [Fact]
    public void Size_without_room_for_one_character_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => WordPieceTrainer.Train(["a"], 5));
    }

    [Property(MaxTest = 200)]
    public void Incremental_counting_gives_what_counting_anew_after_every_merge_gives(byte[] letters, byte size)
    {
        // Words over three letters, so that pairs overlap and repeat.
        string text = new([.. letters.Select(letter => " aabbbc"[letter % 7])]);
        var vocabularySize = 11 + (size % 30);

        Assert.Equal(TrainByRecounting(text, vocabularySize), WordPieceTrainer.Train([text], vocabularySize).Tokens);
    }

    [Theory]
    [InlineData("demo", 640, 18.0, "very")]
    // bert-base-uncased, four times as large, needs 13.3 tokens a sentence.
    [SharedData("sst2", WordPieceTrainer.DefaultVocabularySize, 12.5, "movie")]
    public void Trained_on_sentences_it_has_the_size_asked_for_and_spells_nearly_everything(string task, int size, double tokensEach, string word)
    {
        var data = TaskCatalog.Load(task, task == "demo" ? null : Repository.SharedPath("data", "glue"));

        var vocabulary = WordPieceTrainer.Train(data.Train.Examples.Select(example => example.Text), size);

        Assert.Equal(size, vocabulary.Count);
        var tokenizer = new WordPieceTokenizer(vocabulary);
        Assert.Equal(0, UnknownTokens(tokenizer, data.Train));
        Assert.InRange(UnknownTokens(tokenizer, data.Dev), 0, 2);
        var encoded = EncodedDataset.Encode(data.Train, tokenizer, 128);
        Assert.InRange(encoded.Lengths.ToArray().Sum() / (double)encoded.Count, tokensEach - 1.5, tokensEach + 1.5);
        Assert.Contains(word, vocabulary.Tokens);
    }

    static int UnknownTokens(WordPieceTokenizer tokenizer, Dataset dataset)
    {
        var encoded = EncodedDataset.Encode(dataset, tokenizer, 512);
        return Enumerable.Range(0, encoded.Count).Sum(i => encoded[i].Count(tokenizer.Vocabulary.GetId("[UNK]")));
    }

    // The definition, slowly.
    static List<string> TrainByRecounting(string text, int vocabularySize)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.Select((letter, i) => i == 0 ? $"{letter}" : $"##{letter}").ToList())
            .ToList();
        var tokens = new SpecialTokens().All.ToList();
        tokens.AddRange(words.SelectMany(word => word).Select(piece => piece.TrimStart('#')).Distinct().Order(StringComparer.Ordinal));
        tokens.AddRange(words.SelectMany(word => word.Skip(1)).Distinct().Order(StringComparer.Ordinal));
        while (tokens.Count < vocabularySize)
        {
            var best = words
                .SelectMany(word => word.Zip(word.Skip(1)))
                .GroupBy(pair => pair)
                .Where(group => group.Count() >= 2)
                .OrderByDescending(group => group.Count())
                .ThenBy(group => group.Key.First, StringComparer.Ordinal)
                .ThenBy(group => group.Key.Second, StringComparer.Ordinal)
                .FirstOrDefault();
            if (best is null)
            {
                break;
            }

            var joined = best.Key.First + best.Key.Second[2..];
            if (!tokens.Contains(joined))
            {
                tokens.Add(joined);
            }

            foreach (var word in words)
            {
                for (var i = 0; i + 1 < word.Count; i++)
                {
                    if ((word[i], word[i + 1]) == best.Key)
                    {
                        word[i] = joined;
                        word.RemoveAt(i + 1);
                    }
                }
            }
        }

        return tokens;
    }
}
