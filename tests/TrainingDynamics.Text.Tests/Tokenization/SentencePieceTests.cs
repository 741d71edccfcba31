using System.Text;
using System.Text.Json.Nodes;
using TrainingDynamics.Text.Tokenization;

namespace TrainingDynamics.Text.Tests.Tokenization;

public sealed class SentencePieceTests : IDisposable
{
    static readonly string[] Models = ["sentencepiece.bpe.model", "spiece.model", "spm.model"];

    readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Folders => [.. Models.SelectMany(GoldenEncoding.FoldersWith)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_model_without_a_tokenizer_json_gives_the_golden_ids(string golden)
    {
        Copy(golden);

        Assert.InRange(TokenizerFolderTests.RequireGoldenIds(golden, TokenizerFolder.Load(_folder.Path)), 66, 70);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void It_becomes_the_tokenizer_json_that_was_made_of_it(string golden)
    {
        Copy(golden);
        var published = JsonNode.Parse(File.ReadAllBytes(Path.Combine(golden, "tokenizer.json")))!;
        var file = Models.Single(name => File.Exists(_folder[name]));

        var made = JsonNode.Parse(SentencePieceFamily.All.Single(family => family.File == file).Convert(_folder.Path).Element.GetRawText())!;

        // One of the files has a step that replaces a space by itself.
        if (published["normalizer"]!["normalizers"] is JsonArray steps)
        {
            steps.RemoveAll(step => (string?)step!["content"] is { } content && content == (string?)step["pattern"]!["String"]);
        }

        published["model"]!.AsObject().Remove("byte_fallback");
        foreach (var part in new[] { "added_tokens", "normalizer", "pre_tokenizer", "post_processor", "model" })
        {
            Assert.True(JsonNode.DeepEquals(published[part], made[part]), $"{part}: {Start(published[part])}, found {Start(made[part])}");
        }
    }

    [Fact]
    public void Xlm_robertas_ids_are_one_more_than_the_files_and_begin_with_fairseqs()
    {
        _folder.Write("sentencepiece.bpe.model", SentencePieceFile.Of([("<unk>", 0), ("<s>", 0), ("</s>", 0), (",", -3), ("▁a", -2), ("b", -4)], 0));
        var tokenizer = TokenizerFolder.Load(_folder.Path);
        var ids = new List<int>();

        var encoded = tokenizer.Encode("a,  ab<mask> ☃", "b", 20, ids);

        // <s> ▁a , ▁a b <mask> ▁ and ☃, which no piece spells, as one </s> </s> ▁, b </s>
        Assert.Equal([0, 5, 4, 5, 6, 7, 3, 2, 2, 3, 6, 2], ids);
        Assert.Equal((12, 12, 0), (encoded.Length, encoded.PairStart, encoded.DroppedTokens));
        Assert.Equal((8, 1), (tokenizer.VocabularySize, tokenizer.PaddingId));
    }

    [Fact]
    public void Alberts_numbers_with_a_comma_lose_to_other_pieces()
    {
        _folder.Write("spiece.model", SentencePieceFile.Of(
            [("<pad>", 0), ("<unk>", 0), ("[CLS]", 0), ("[SEP]", 0), ("[MASK]", 0), ("▁10,", -2), ("▁10", -3), (",", -4), ("x,", -1), ("x", -5)], 1));
        var ids = new List<int>();

        TokenizerFolder.Load(_folder.Path).Encode("10,X,", null, 20, ids);

        Assert.Equal([2, 6, 7, 8, 3], ids);
    }

    [Fact]
    public void It_is_saved_with_the_fine_tuned_model_byte_for_byte()
    {
        var golden = GoldenEncoding.Folder("deberta-v3");
        Copy(golden);
        var saved = Directory.CreateDirectory(_folder["saved"]).FullName;

        TokenizerFolder.Load(_folder.Path).Save(saved);

        Assert.Equal(["spm.model", "tokenizer_config.json"], Directory.GetFiles(saved).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(File.ReadAllBytes(Path.Combine(golden, "spm.model")), File.ReadAllBytes(Path.Combine(saved, "spm.model")));
    }

    [Theory]
    [InlineData("spiece.model", "", "found 0 pieces, and the unknown one's id is 0; get the file again")]
    [InlineData("spm.model", "0A FF FF FF FF", "found data that are no model of SentencePiece (")]
    [InlineData("spm.model", "0A 03 0A 01 FF", "found data that are no model of SentencePiece (")]
    [InlineData("sentencepiece.bpe.model", "0A 03 0A 01 61 12 02 18 02", "found a model that merges pairs, expected one of scored pieces, which XLMRobertaTokenizer has; get the file again")]
    [InlineData("spiece.model", "0A 08 0A 01 61 15 00 00 C0 7F", "found data that are no model of SentencePiece (the score of 'a' is no number)")]
    public void A_malformed_model_is_refused_in_one_line(string file, string hex, string problem)
    {
        var path = _folder.Write(file, Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));

        var error = Assert.Throws<VocabularyFormatException>(() => TokenizerFolder.Load(_folder.Path));

        Assert.StartsWith($"{path}: {problem}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_model_for_another_class_is_refused_by_its_name()
    {
        _folder.Write("spiece.model", Encoding.UTF8.GetBytes("never read"));
        var path = _folder.Write("tokenizer_config.json", """{"tokenizer_class": "T5Tokenizer"}""");

        var error = Assert.Throws<VocabularyFormatException>(() => TokenizerFolder.Load(_folder.Path));

        Assert.Equal(
            $"{path}: tokenizer_class: found \"T5Tokenizer\", expected AlbertTokenizer, for which a folder without tokenizer.json can be read", error.Message);
    }

    void Copy(string golden)
    {
        foreach (var file in new[] { "tokenizer_config.json" }.Concat(Models).Where(name => File.Exists(Path.Combine(golden, name))))
        {
            _folder.Write(file, File.ReadAllBytes(Path.Combine(golden, file)));
        }
    }

    static string Start(JsonNode? node) => node?.ToJsonString() is { } text ? text[..Math.Min(300, text.Length)] : "nothing";
}
