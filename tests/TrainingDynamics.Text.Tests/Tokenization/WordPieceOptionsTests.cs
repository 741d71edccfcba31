using TrainingDynamics.Text.Tokenization;

namespace TrainingDynamics.Text.Tests.Tokenization;

public sealed class WordPieceOptionsTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Empty_configuration_gives_the_defaults()
    {
        Assert.Equal(new WordPieceOptions(), Load("{}"));
    }

    [Fact]
    public void Everything_that_decides_ids_is_read()
    {
        var options = Load(
            """
            {"do_lower_case": false, "strip_accents": true, "tokenize_chinese_chars": false, "model_max_length": 512,
             "pad_token": "<pad>", "unk_token": {"content": "<unk>", "lstrip": false}, "mask_token": null}
            """);

        Assert.Equal(
            new WordPieceOptions
            {
                LowerCase = false,
                StripAccents = true,
                SpaceCjk = false,
                ModelMaxLength = 512,
                SpecialTokens = new SpecialTokens(Padding: "<pad>", Unknown: "<unk>"),
            },
            options);
    }

    [Fact]
    public void Hugging_faces_number_for_no_limit_is_no_limit()
    {
        Assert.Null(Load("""{"model_max_length": 1000000000000000019884624838656}""").ModelMaxLength);
    }

    [Theory]
    [InlineData("{\n\"do_lower_case\": tru\n}", ", line 2: found text that is not JSON")]
    [InlineData("{\"do_lower_case\": \"yes\"}", ": do_lower_case: found \"yes\", expected true or false")]
    [InlineData("{\"model_max_length\": \"long\"}", ": model_max_length: found \"long\", expected a number")]
    [InlineData("{\"pad_token\": {}}", ": pad_token.content: found nothing, expected a value")]
    [InlineData("{\"pad_token\": 3}", ": pad_token: found 3, expected a string")]
    [InlineData("[]", ": found an array, expected a JSON object")]
    public void Malformed_configuration_is_refused_in_one_line(string json, string message)
    {
        var path = _folder.Write("tokenizer_config.json", json);

        var error = Assert.Throws<VocabularyFormatException>(() => WordPieceOptions.From(new TokenizerConfiguration(JsonPart.Read(path))));

        Assert.StartsWith(path + message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    WordPieceOptions Load(string json) => WordPieceOptions.From(new TokenizerConfiguration(JsonPart.Read(_folder.Write("tokenizer_config.json", json))));
}
