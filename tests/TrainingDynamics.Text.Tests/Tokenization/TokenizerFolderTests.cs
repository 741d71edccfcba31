using TrainingDynamics.Text.Tokenization;

namespace TrainingDynamics.Text.Tests.Tokenization;

public sealed class TokenizerFolderTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_kind_is_chosen_by_the_files()
    {
        Assert.False(TokenizerFolder.IsIn(_folder.Path));
        var error = Assert.Throws<VocabularyFormatException>(() => TokenizerFolder.Load(_folder.Path));
        Assert.Equal($"{_folder.Path}: found no tokenizer, expected {TokenizerFolder.Expected}", error.Message);

        _folder.Write("vocab.json", """{"<s>": 0, "</s>": 1, "<pad>": 2, "a": 3}""");
        Assert.False(TokenizerFolder.IsIn(_folder.Path));
        _folder.Write("merges.txt", "#version: 0.2\n");
        Assert.True(TokenizerFolder.IsIn(_folder.Path));
        Assert.IsType<BytePairTokenizer>(TokenizerFolder.Load(_folder.Path));

        _folder.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n");
        Assert.IsType<WordPieceTokenizer>(TokenizerFolder.Load(_folder.Path));

        _folder.Write("spiece.model", "not read beside others");
        _folder.Write("tokenizer.json", TokenizerJsonFile.WordPiece(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "json"]).ToJsonString());
        Assert.Equal(5, TokenizerFolder.Load(_folder.Path).VocabularySize);
    }

    [Theory]
    [InlineData("bert", 66)]
    [InlineData("distilbert", 66)]
    [InlineData("electra", 66)]
    [InlineData("roberta", 66)]
    [SharedData("bert-2l-64h", 60)]
    [SharedData("bert-old-names", 60)]
    [SharedData("distilbert-2l-64h", 59)]
    [SharedData("roberta-2l-32h", 58)]
    public void Ids_are_those_of_hugging_faces_default_tokenizer_on_every_golden_text(string model, int texts)
    {
        var folder = GoldenEncoding.Folder(model);
        Assert.Equal(texts, RequireGoldenIds(folder, TokenizerFolder.Load(folder)));
    }

    [Theory]
    [InlineData("mpnet", true)]
    [InlineData("mpnet", false)]
    [SharedData("shared/mpnet", false)]
    public void Mpnets_vocabulary_alone_gives_the_golden_ids(string model, bool saysItsClass)
    {
        var folder = GoldenEncoding.Folder(model);
        _folder.Write("vocab.txt", File.ReadAllBytes(Path.Combine(folder, "vocab.txt")));
        if (saysItsClass)
        {
            _folder.Write("tokenizer_config.json", File.ReadAllBytes(Path.Combine(folder, "tokenizer_config.json")));
        }

        Assert.InRange(RequireGoldenIds(folder, TokenizerFolder.Load(_folder.Path)), 66, 70);
    }

    [Fact]
    public void Every_golden_tokenizer_json_gives_the_golden_ids()
    {
        var texts = 0;
        foreach (var folder in GoldenEncoding.FoldersWith("tokenizer.json"))
        {
            texts += RequireGoldenIds(folder, TokenizerFolder.Load(folder));
        }

        Assert.InRange(texts, 7 * 66, int.MaxValue);
    }

    [Theory]
    [InlineData("bert")]
    [InlineData("mpnet")]
    [InlineData("roberta")]
    public void A_tokenizer_that_was_read_is_saved_byte_for_byte(string model)
    {
        var source = GoldenEncoding.Folder(model);
        string[] files = [.. TokenizerFolder.Files.Where(file => File.Exists(Path.Combine(source, file)))];

        TokenizerFolder.Load(source).Save(_folder.Path);

        Assert.Equal(files.Order(), Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order());
        Assert.All(files, file => Assert.Equal(
            File.ReadAllBytes(Path.Combine(source, file)), File.ReadAllBytes(Path.Combine(_folder.Path, file))));
    }

    [Fact]
    public void What_is_not_understood_of_a_tokenizer_survives()
    {
        var json = TokenizerJsonFile.WordPiece(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a"]);
        json["normalizer"]!["lowercase"] = false;
        json["of_the_future"] = "kept";
        _folder.Write("source/tokenizer.json", json.ToJsonString());
        _folder.Write("source/special_tokens_map.json", """{"chat_token": "<x>"}""");
        _folder.Write("source/model.safetensors", "no tokenizer's file");
        var saved = Directory.CreateDirectory(Path.Combine(_folder.Path, "saved")).FullName;

        TokenizerFolder.Load(Path.Combine(_folder.Path, "source")).Save(saved);

        Assert.Equal(
            ["special_tokens_map.json", "tokenizer.json"],
            Directory.GetFiles(saved).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(json.ToJsonString(), File.ReadAllText(Path.Combine(saved, "tokenizer.json")));
        Assert.Equal("""{"chat_token": "<x>"}""", File.ReadAllText(Path.Combine(saved, "special_tokens_map.json")));
    }

    internal static int RequireGoldenIds(string folder, ITokenizer tokenizer)
    {
        var (maxLength, encodings) = GoldenEncoding.LoadFrom(folder);
        foreach (var golden in encodings)
        {
            var ids = new List<int>();
            var encoded = tokenizer.Encode(golden.Text, golden.TextPair, maxLength, ids);

            Assert.True(golden.Ids.SequenceEqual(ids), $"{folder}: {golden.Text} | {golden.TextPair}: {string.Join(' ', golden.Ids)}, found {string.Join(' ', ids)}");
            Assert.Equal(ids.Count, encoded.Length);
            if (golden.TypeIds is not null)
            {
                Assert.Equal(golden.TypeIds, ids.Select((_, t) => t < encoded.PairStart ? 0 : 1));
            }
        }

        return encodings.Count;
    }
}
