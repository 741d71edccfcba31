using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>
/// Makes the <c>tokenizer.json</c> that Hugging Face makes of a family's SentencePiece file. Sources: the converters of
/// transformers 4.21, and the files that are published beside such models.
/// </summary>
abstract class SentencePieceFamily
{
    const string WordsThenSpaces =
        """{"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, {"type": "Metaspace", "replacement": "▁", "add_prefix_space": true}]}""";

    /// <summary>All that are known.</summary>
    public static IReadOnlyList<SentencePieceFamily> All { get; } = [new XlmRoberta(), new Albert(), new DebertaV2()];

    /// <summary>The name of its file.</summary>
    public abstract string File { get; }

    /// <summary>What Hugging Face calls its tokenizer.</summary>
    protected abstract string ClassName { get; }

    /// <summary>Tokens that are found whole; one that is no piece has the next id.</summary>
    protected abstract string[] SpecialTokens { get; }

    /// <summary>The one of them that takes the white space before it along; null: none does.</summary>
    protected abstract string? Mask { get; }

    /// <summary>One text, and two; what is neither A nor B is a special token.</summary>
    protected abstract (string Single, string Pair, bool HasTypes) Template { get; }

    protected virtual string PreTokenizer => WordsThenSpaces;

    /// <summary>The pieces by the model's ids, and the id of what no piece spells.</summary>
    protected virtual (IEnumerable<SentencePiece> Pieces, int UnknownId) Pieces(SentencePieceModel model) => (model.Pieces, model.UnknownId);

    /// <summary>What is done to a text first, in this order.</summary>
    /// <param name="characters">Replaces the characters that the file names; null where it names none.</param>
    /// <param name="configuration">May switch some off.</param>
    protected abstract JsonNode?[] Normalizers(JsonNode? characters, TokenizerConfiguration configuration);

    /// <summary>Converts the file of a folder.</summary>
    /// <exception cref="VocabularyFormatException">It is malformed, or of another family.</exception>
    public JsonPart Convert(string folder)
    {
        var configuration = TokenizerConfiguration.Load(folder);
        configuration.RequireClass(ClassName);
        var model = SentencePieceModel.Read(Path.Combine(folder, File));
        if (!model.IsUnigram)
        {
            throw new VocabularyFormatException(
                model.Source, null, $"found a model that merges pairs, expected one of scored pieces, which {ClassName} has; get the file again");
        }

        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            Write(json, model, configuration);
        }

        return JsonPart.Parse(model.Source, bytes.WrittenSpan.ToArray());
    }

    void Write(Utf8JsonWriter json, SentencePieceModel model, TokenizerConfiguration configuration)
    {
        var (pieces, unknown) = Pieces(model);
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        json.WriteStartObject();
        json.WriteStartObject("model");
        json.WriteString("type", "Unigram");
        json.WriteNumber("unk_id", unknown);
        json.WriteStartArray("vocab");
        foreach (var (id, piece) in pieces.Index())
        {
            ids.TryAdd(piece.Text, id);
            json.WriteStartArray();
            json.WriteStringValue(piece.Text);
            json.WriteNumberValue(piece.Score);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        Write("added_tokens", Added(ids));
        JsonNode? characters = model.CharacterMap.Length == 0
            ? null
            : new JsonObject { ["type"] = "Precompiled", ["precompiled_charsmap"] = System.Convert.ToBase64String(model.CharacterMap) };
        Write("normalizer", Normalizers(characters, configuration).Where(part => part is not null).ToArray() switch
        {
            [] => null,
            [var only] => only,
            var all => new JsonObject { ["type"] = "Sequence", ["normalizers"] = new JsonArray(all) },
        });
        Write("pre_tokenizer", JsonNode.Parse(PreTokenizer));
        Write("post_processor", PostProcessor(ids));
        json.WriteEndObject();

        void Write(string name, JsonNode? value)
        {
            json.WritePropertyName(name);
            JsonSerializer.Serialize(json, value);
        }
    }

    JsonArray Added(Dictionary<string, int> ids)
    {
        var added = new JsonArray();
        var next = ids.Count;
        foreach (var token in SpecialTokens)
        {
            if (!ids.TryGetValue(token, out var id))
            {
                ids.Add(token, id = next++);
            }

            added.Add(new JsonObject
            {
                ["id"] = id,
                ["content"] = token,
                ["single_word"] = false,
                ["lstrip"] = token == Mask,
                ["rstrip"] = false,
                ["normalized"] = token == "[UNK]",
                ["special"] = true,
            });
        }

        return added;
    }

    JsonObject PostProcessor(Dictionary<string, int> ids)
    {
        string[] special = [.. Template.Pair.Split(' ').Where(token => token is not ("A" or "B")).Distinct()];
        return new JsonObject
        {
            ["type"] = "TemplateProcessing",
            ["single"] = Sequence(Template.Single),
            ["pair"] = Sequence(Template.Pair),
            ["special_tokens"] = new JsonObject(special.Select(token => KeyValuePair.Create(
                token, (JsonNode?)new JsonObject { ["id"] = token, ["ids"] = new JsonArray(ids[token]), ["tokens"] = new JsonArray(token) }))),
        };

        JsonArray Sequence(string template)
        {
            var tokens = template.Split(' ');
            var second = Array.IndexOf(tokens, "B");
            return [.. tokens.Select((token, place) => new JsonObject
            {
                [token is "A" or "B" ? "Sequence" : "SpecialToken"] =
                    new JsonObject { ["id"] = token, ["type_id"] = Template.HasTypes && second >= 0 && place >= second ? 1 : 0 },
            })];
        }
    }

    static JsonObject Replace(string kind, string pattern, string content) => new()
    {
        ["type"] = "Replace",
        ["pattern"] = new JsonObject { [kind] = pattern },
        ["content"] = content,
    };

    static JsonObject Of(string type) => new() { ["type"] = type };

    // Ids of fairseq: its dictionary begins with other tokens than the file, so that the others stand one further.
    sealed class XlmRoberta : SentencePieceFamily
    {
        public override string File => "sentencepiece.bpe.model";

        protected override string ClassName => "XLMRobertaTokenizer";

        protected override string[] SpecialTokens => ["<s>", "<pad>", "</s>", "<unk>", "<mask>"];

        protected override string? Mask => "<mask>";

        protected override (string Single, string Pair, bool HasTypes) Template => ("<s> A </s>", "<s> A </s> </s> B </s>", false);

        protected override (IEnumerable<SentencePiece> Pieces, int UnknownId) Pieces(SentencePieceModel model) =>
            ([new("<s>", 0), new("<pad>", 0), new("</s>", 0), new("<unk>", 0), .. model.Pieces.Skip(3), new("<mask>", 0)], 3);

        protected override JsonNode?[] Normalizers(JsonNode? characters, TokenizerConfiguration configuration) => [characters];
    }

    sealed class Albert : SentencePieceFamily
    {
        // The slow tokenizer cuts pieces such as "10," once more; here other pieces are made to win.
        const double NumberWithComma = -100;

        public override string File => "spiece.model";

        protected override string ClassName => "AlbertTokenizer";

        protected override string[] SpecialTokens => ["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"];

        protected override string? Mask => "[MASK]";

        protected override (string Single, string Pair, bool HasTypes) Template => ("[CLS] A [SEP]", "[CLS] A [SEP] B [SEP]", true);

        protected override (IEnumerable<SentencePiece> Pieces, int UnknownId) Pieces(SentencePieceModel model) => (
            model.Pieces.Select(piece => piece.Text is [.., var digit, ','] && char.IsDigit(digit)
                ? piece with { Score = piece.Score + NumberWithComma }
                : piece),
            model.UnknownId);

        protected override JsonNode?[] Normalizers(JsonNode? characters, TokenizerConfiguration configuration)
        {
            var stripsAccents = !(configuration.KeepsAccents ?? false);
            return
            [
                Replace("String", "``", "\""),
                Replace("String", "''", "\""),
                stripsAccents ? Of("NFKD") : null,
                stripsAccents ? Of("StripAccents") : null,
                configuration.LowerCase ?? true ? Of("Lowercase") : null,
                characters,
            ];
        }
    }

    sealed class DebertaV2 : SentencePieceFamily
    {
        public override string File => "spm.model";

        protected override string ClassName => "DebertaV2Tokenizer";

        protected override string[] SpecialTokens => ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]"];

        protected override string? Mask => null;

        protected override (string Single, string Pair, bool HasTypes) Template => ("[CLS] A [SEP]", "[CLS] A [SEP] B [SEP]", true);

        protected override string PreTokenizer =>
            """{"type": "Sequence", "pretokenizers": [{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true}]}""";

        protected override JsonNode?[] Normalizers(JsonNode? characters, TokenizerConfiguration configuration) =>
        [
            configuration.LowerCase ?? false ? Of("Lowercase") : null,
            new JsonObject { ["type"] = "Strip", ["strip_left"] = true, ["strip_right"] = true },
            characters,
            Replace("Regex", " {2,}", " "),
        ];
    }
}
