using TrainingDynamics.Text.Tokenization;

namespace TrainingDynamics.Text.Tests.Tokenization;

public sealed class VocabularyTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Ids_are_line_numbers()
    {
        var vocabulary = Vocabulary.Load(_folder.Write("vocab.txt", "[PAD]\r\n[UNK]\n##s\n"));

        Assert.Equal(3, vocabulary.Count);
        Assert.Equal(2, vocabulary.GetId("##s"));
        Assert.Throws<VocabularyFormatException>(() => vocabulary.GetId("##S"));
    }

    [Theory]
    [InlineData("bert")]
    [SharedData("bert-base-uncased")]
    public void Saved_vocabulary_is_the_file_it_came_from(string model)
    {
        var original = GoldenEncoding.Vocabulary(model);
        var copy = Path.Combine(_folder.Path, "vocab.txt");

        Vocabulary.Load(original).Save(copy);

        Assert.Equal(File.ReadAllText(original).TrimEnd('\n'), File.ReadAllText(copy).TrimEnd('\n'));
    }

    [Fact]
    public void Token_twice_is_refused_with_both_lines()
    {
        var path = _folder.Write("vocab.txt", "a\nb\na\n");

        var error = Assert.Throws<VocabularyFormatException>(() => Vocabulary.Load(path));

        Assert.Equal(
            $"{path}, line 3: found the token 'a' a second time (first on line 1), expected every token once; "
            + "take the vocabulary that belongs to the model",
            error.Message);
    }

    [Theory]
    [InlineData("a\n\nb\n", 2)]
    [InlineData("a\n \n", 2)]
    [InlineData("", null)]
    public void Blank_line_or_empty_file_is_refused(string content, int? line)
    {
        var path = _folder.Write("vocab.txt", content);

        var error = Assert.Throws<VocabularyFormatException>(() => Vocabulary.Load(path));

        Assert.StartsWith(line is null ? $"{path}: " : $"{path}, line {line}: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_file_and_bytes_that_are_not_utf8_are_refused_in_one_line()
    {
        var binary = _folder.Write("vocab.txt", [(byte)'a', 0xFF, (byte)'\n']);

        foreach (var path in new[] { Path.Combine(_folder.Path, "none.txt"), binary })
        {
            var error = Assert.Throws<VocabularyFormatException>(() => Vocabulary.Load(path));
            Assert.StartsWith($"{path}: expected a vocabulary", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }
}
