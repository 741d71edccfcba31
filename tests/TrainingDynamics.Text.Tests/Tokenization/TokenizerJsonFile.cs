using System.Text.Json.Nodes;

namespace TrainingDynamics.Text.Tests.Tokenization;

/// <summary>
/// Makes the <c>tokenizer.json</c> that Hugging Face's fast tokenizers publish, in their structure, from the vocabulary
/// files that lie in a folder.
/// </summary>
static class TokenizerJsonFile
{
    public static JsonObject WordPiece(IEnumerable<string> vocabulary)
    {
        var ids = new JsonObject(vocabulary.Index().Select(entry => KeyValuePair.Create(entry.Item, (JsonNode?)entry.Index)));
        var (classifier, separator) = ((int)ids["[CLS]"]!, (int)ids["[SEP]"]!);
        return new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = Json("""{"direction": "Right", "max_length": 4, "strategy": "LongestFirst", "stride": 0}"""),
            ["padding"] = Json("""{"strategy": {"Fixed": 300}, "direction": "Right", "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]"}"""),
            ["added_tokens"] = new JsonArray([.. new[] { "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]" }
                .Where(ids.ContainsKey).Select(token => Added(token, (int)ids[token]!))]),
            ["normalizer"] = Json("""{"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": true}"""),
            ["pre_tokenizer"] = Json("""{"type": "BertPreTokenizer"}"""),
            ["post_processor"] = Json(
                $$"""
                {"type": "TemplateProcessing",
                 "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0} }, {"Sequence": {"id": "A", "type_id": 0} }, {"SpecialToken": {"id": "[SEP]", "type_id": 0} }],
                 "pair": [{"SpecialToken": {"id": "[CLS]", "type_id": 0} }, {"Sequence": {"id": "A", "type_id": 0} }, {"SpecialToken": {"id": "[SEP]", "type_id": 0} },
                          {"Sequence": {"id": "B", "type_id": 1} }, {"SpecialToken": {"id": "[SEP]", "type_id": 1} }],
                 "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [{{classifier}}], "tokens": ["[CLS]"]},
                                    "[SEP]": {"id": "[SEP]", "ids": [{{separator}}], "tokens": ["[SEP]"] } } }
                """),
            ["decoder"] = Json("""{"type": "WordPiece", "prefix": "##", "cleanup": true}"""),
            ["model"] = new JsonObject
            {
                ["type"] = "WordPiece",
                ["unk_token"] = "[UNK]",
                ["continuing_subword_prefix"] = "##",
                ["max_input_chars_per_word"] = 100,
                ["vocab"] = ids,
            },
        };
    }

    public static JsonObject BytePair(JsonObject vocabulary, IEnumerable<string> merges) => new()
    {
        ["version"] = "1.0",
        ["truncation"] = null,
        ["padding"] = null,
        ["added_tokens"] = new JsonArray([.. new[] { "<s>", "<pad>", "</s>", "<unk>", "<mask>" }
            .Select(token => Added(token, (int)vocabulary[token]!, normalized: token != "<mask>", strips: token == "<mask>"))]),
        ["normalizer"] = null,
        ["pre_tokenizer"] = Json("""{"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true}"""),
        ["post_processor"] = Json(
            $$"""{"type": "RobertaProcessing", "sep": ["</s>", {{vocabulary["</s>"]}}], "cls": ["<s>", {{vocabulary["<s>"]}}], "trim_offsets": true, "add_prefix_space": false}"""),
        ["decoder"] = Json("""{"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true}"""),
        ["model"] = new JsonObject
        {
            ["type"] = "BPE",
            ["dropout"] = null,
            ["unk_token"] = null,
            ["continuing_subword_prefix"] = "",
            ["end_of_word_suffix"] = "",
            ["fuse_unk"] = false,
            ["byte_fallback"] = false,
            ["vocab"] = vocabulary.DeepClone(),
            ["merges"] = new JsonArray([.. merges.Select(merge => (JsonNode)merge)]),
        },
    };

    public static JsonObject WordPieceOf(string folder) => WordPiece(File.ReadLines(Path.Combine(folder, "vocab.txt")));

    public static JsonObject BytePairOf(string folder) => BytePair(
        (JsonObject)Json(File.ReadAllText(Path.Combine(folder, "vocab.json"))),
        File.ReadLines(Path.Combine(folder, "merges.txt")).Skip(1).Where(line => line.Length > 0));

    /// <summary>The other form of merges: ["a", "b"] for "a b".</summary>
    public static JsonObject WithMergesAsPairs(this JsonObject file)
    {
        file["model"]!["merges"] = new JsonArray([.. file["model"]!["merges"]!.AsArray()
            .Select(merge => new JsonArray([.. ((string)merge!).Split(' ').Select(token => (JsonNode)token)]))]);
        return file;
    }

    public static JsonObject Added(string content, int id, bool normalized = false, bool strips = false, bool singleWord = false) => new()
    {
        ["id"] = id,
        ["content"] = content,
        ["single_word"] = singleWord,
        ["lstrip"] = strips,
        ["rstrip"] = false,
        ["normalized"] = normalized,
        ["special"] = !normalized,
    };

    public static JsonNode Json(string text) => JsonNode.Parse(text)!;
}
