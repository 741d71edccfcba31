using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using TrainingDynamics.Text.Tests.Tokenization;
using TrainingDynamics.Text.Tokenization;

namespace TrainingDynamics.EndToEnd.Tests.Fuzz;

/// <summary>Tokenizers from the network.</summary>
static class TokenizerTargets
{
    // What passes our checks is tried in a child process.
    const int TrialCost = 100;
    const int FewTrials = 12;

    static readonly string[] Pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "film", "##s", "fine"];

    static readonly (string, float)[] ScoredPieces = [("[PAD]", 0), ("[CLS]", 0), ("[SEP]", 0), ("[UNK]", 0), ("▁a", -2.5f), ("film", -3), ("e", -4)];

    static readonly JsonObject BytePairs = new(
        new[] { "<s>", "<pad>", "</s>", "<unk>", "<mask>", "a", "b", "ab", "\u0120" }.Index().Select(entry => KeyValuePair.Create(entry.Item, (JsonNode?)entry.Index)));

    public static IEnumerable<(string Name, Lazy<FuzzTarget> Target)> All =>
    [
        Json("tokenizer.json of words", () => TokenizerJsonFile.WordPiece(Pieces)),
        Json("tokenizer.json of bytes", () => TokenizerJsonFile.BytePair(BytePairs, ["a b"])),
        Json("tokenizer.json of sentences", Sentences),
        ("spm.model", new(() => new("spm.model", TrialCost, "spm.model", [SentencePieceFile.Of(ScoredPieces, 3, Characters())], Read, typeof(VocabularyFormatException)) { Fewest = FewTrials })),
        Plain("vocab.txt", "vocab.txt", string.Join('\n', Pieces)),
        Plain("vocab.json", "vocab.json", BytePairs.ToJsonString(), ("merges.txt", "#version: 0.2\na b\n")),
        Plain("merges.txt", "merges.txt", "#version: 0.2\na b\n", ("vocab.json", BytePairs.ToJsonString())),
        Plain("tokenizer_config.json", "tokenizer_config.json", "{\"do_lower_case\": true, \"model_max_length\": 512, \"cls_token\": \"[CLS]\", \"strip_accents\": null}", ("vocab.txt", string.Join('\n', Pieces))),
        Plain("special_tokens_map.json", "special_tokens_map.json", "{\"cls_token\": \"[CLS]\", \"pad_token\": {\"content\": \"[PAD]\", \"lstrip\": false}}", ("vocab.txt", string.Join('\n', Pieces))),
    ];

    static (string Name, Lazy<FuzzTarget> Target) Plain(string name, string file, string text, params (string File, string Text)[] beside) =>
        (name, new(() => new(name, 4, file, [Encoding.UTF8.GetBytes(text)], Read, typeof(VocabularyFormatException))
        {
            Beside = beside.ToDictionary(other => other.File, other => Encoding.UTF8.GetBytes(other.Text)),
        }));

    static (string Name, Lazy<FuzzTarget> Target) Json(string name, Func<JsonObject> seed) =>
        (name, new(() => new(name, TrialCost, "tokenizer.json", [Encoding.UTF8.GetBytes(seed().ToJsonString())], Read, typeof(VocabularyFormatException))
        {
            Fewest = FewTrials,
            Next = random => JsonMutator.Next(seed(), random),
        }));

    static void Read(string path, byte[] bytes)
    {
        var tokenizer = TokenizerFolder.Load(Path.GetDirectoryName(path)!);
        var ids = new List<int>();
        tokenizer.Encode("a fine film, ab films \u00e9\t😀", "b", 40, ids);
        Assert.InRange(ids.Count, 0, 40);
        Assert.All(ids, id => Assert.InRange(id, 0, tokenizer.VocabularySize - 1));
    }

    // In the form of XLM-R's and DeBERTa's.
    static JsonObject Sentences()
    {
        var file = TokenizerJsonFile.WordPiece(Pieces);
        file["normalizer"] = new JsonObject
        {
            ["type"] = "Sequence",
            ["normalizers"] = new JsonArray(
                TokenizerJsonFile.Json("""{"type": "Strip", "strip_left": true, "strip_right": true}"""),
                new JsonObject { ["type"] = "Precompiled", ["precompiled_charsmap"] = Convert.ToBase64String(Characters()) },
                TokenizerJsonFile.Json("""{"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}""")),
        };
        file["pre_tokenizer"] = TokenizerJsonFile.Json(
            """{"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true}]}""");
        file["model"] = TokenizerJsonFile.Json(
            """{"type": "Unigram", "unk_id": 1, "byte_fallback": false, "vocab": [["[PAD]", 0.0], ["[UNK]", 0.0], ["[CLS]", 0.0], ["[SEP]", 0.0], ["[MASK]", 0.0], ["▁", -2.5], ["▁a", -3.0], ["film", -4.25], ["s", -5.5], ["e", -6.0]]}""");
        return file;
    }

    // é becomes e, and a tab a space.
    static byte[] Characters()
    {
        var trie = new uint[256];
        trie[0xC3] = Unit(0xC3, to: 0x10);
        trie[0x10 ^ 0xA9] = Unit(0xA9, to: 0x01, from: 0x10 ^ 0xA9) | 0x100;
        trie[0x01] = 0x8000_0000;
        trie[0x09] = Unit(0x09, to: 0x02) | 0x100;
        trie[0x02] = 0x8000_0002;
        return [.. BitConverter.GetBytes(4 * trie.Length), .. MemoryMarshal.AsBytes(trie.AsSpan()), .. "e\0 \0"u8];

        static uint Unit(uint label, uint to, uint? from = null) => label | (((from ?? label) ^ to) << 10);
    }
}
