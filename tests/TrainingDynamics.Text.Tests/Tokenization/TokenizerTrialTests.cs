using System.Text;
using System.Text.Json.Nodes;
using TrainingDynamics.Text.Tokenization;

namespace TrainingDynamics.Text.Tests.Tokenization;

[Collection(Alone.Name)]
public sealed class TokenizerTrialTests : IDisposable
{
    const string CacheVariable = "XDG_CACHE_HOME";

    readonly IReadOnlyList<string>? _child = TokenizerTrial.Child;
    readonly string? _cache = Environment.GetEnvironmentVariable(CacheVariable);
    readonly TemporaryFolder _folder = new();

    public TokenizerTrialTests() => Environment.SetEnvironmentVariable(CacheVariable, _folder.Path);

    public void Dispose()
    {
        TokenizerTrial.Child = _child;
        Environment.SetEnvironmentVariable(CacheVariable, _cache);
        _folder.Dispose();
    }

    [Fact]
    public void What_would_end_the_process_ends_the_child_and_is_refused_in_one_line()
    {
        // Told apart from what earlier tests tried, and with a table of characters that leads out of memory.
        var file = New();
        file["normalizer"] = TokenizerJsonFile.Json("""{"type": "Precompiled", "precompiled_charsmap": "BAAAAAD///8A"}""");

        var error = Assert.Throws<VocabularyFormatException>(() => Open(file));

        Assert.StartsWith("x/tokenizer.json: Hugging Face's library fails on it (exit code 134: panicked at ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("); get the file again", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void What_the_library_refuses_is_refused_with_its_reason()
    {
        var file = New();
        file["model"]!["type"] = "Unigram";

        var error = Assert.Throws<VocabularyFormatException>(() => Open(file));

        Assert.StartsWith("x/tokenizer.json: Hugging Face's library refuses it: Failed to load tokenizer: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(" column ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_tokenizer_is_tried_once()
    {
        var file = New();
        Open(file);
        TokenizerTrial.Child = ["/nowhere/td"];

        Open(file);
        Assert.Single(_folder.Files);
        var error = Assert.Throws<VocabularyFormatException>(() => Open(New()));

        Assert.StartsWith("x/tokenizer.json: the process that was to try it could not be started: /nowhere/td: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_child_it_is_opened_untried()
    {
        TokenizerTrial.Child = null;

        Open(New());
    }

    static void Open(JsonObject file) => TokenizerTrial.Open(Encoding.UTF8.GetBytes(file.ToJsonString()), "x/tokenizer.json").Dispose();

    // Never tried before on this machine.
    static JsonObject New()
    {
        var file = TokenizerJsonFile.WordPiece(["[PAD]", "[UNK]", "[CLS]", "[SEP]", $"{Guid.NewGuid():N}"]);
        file["truncation"] = file["padding"] = file["post_processor"] = file["decoder"] = null;
        return file;
    }
}
