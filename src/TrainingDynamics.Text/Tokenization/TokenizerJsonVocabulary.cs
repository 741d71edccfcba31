namespace TrainingDynamics.Text.Tokenization;

/// <summary>The ids in a <c>tokenizer.json</c>: those of its model's tokens and of the added ones.</summary>
sealed class TokenizerJsonVocabulary
{
    // In the order in which they are sought: a model in the line of RoBERTa may have BERT's words, [PAD] among them. The last is
    // GPT-2's only special token, and the one before Llama 3's, which its files do not name.
    static readonly string[] UsualPaddings = ["<pad>", "[PAD]", "<|finetune_right_pad_id|>", "<|endoftext|>"];

    readonly Dictionary<string, int> _ids;
    readonly AddedToken[] _added;

    TokenizerJsonVocabulary(string source, Dictionary<string, int> ids, AddedToken[] added)
    {
        Source = source;
        _ids = ids;
        _added = added;
        Size = 1 + ids.Values.Concat(added.Select(token => token.Id)).DefaultIfEmpty(-1).Max();
    }

    public string Source { get; }

    /// <summary>One more than the largest id; 0 without ids.</summary>
    public int Size { get; }

    /// <summary>Tokens that are found whole, in the order in which the library numbers those that its model lacks.</summary>
    public IReadOnlyList<AddedToken> Added => _added;

    /// <summary>Reads the ids, with those of tokens that only the configuration names.</summary>
    /// <exception cref="VocabularyFormatException">
    /// Something is malformed, or an added token has another id than the library would give it.
    /// </exception>
    public static TokenizerJsonVocabulary Read(JsonPart root, TokenizerConfiguration configuration)
    {
        var ids = Ids(root.Need("model").Need("vocab"));
        (JsonPart Id, AddedToken Token)[] added = root.Find("added_tokens") is { } tokens
            ? [.. tokens.Items().Select(token => (token.Need("id"), TokenizerConfiguration.Added(token, token.Need("id").Id())))]
            : [];
        var named = added.Select(entry => entry.Token.Content).ToHashSet(StringComparer.Ordinal);
        added = [.. added, .. configuration.AddedById().Where(entry => !named.Contains(entry.Token.Content)).OrderBy(entry => entry.Token.Id)];
        RequireLibrarysIds(added, ids);
        return new TokenizerJsonVocabulary(root.Path, ids, [.. added.Select(entry => entry.Token)]);
    }

    /// <summary>The id that fills batches; null where none is named and the usual ones are not there.</summary>
    /// <param name="token">The token in the configuration; null: the usual ones.</param>
    /// <exception cref="VocabularyFormatException">The token that is named is not there.</exception>
    public int? PaddingId(string? token) => token is not null
        ? IdOf(token, "pad_token")
        : UsualPaddings.Select(candidate => AddedTokens.Find(_added, candidate)).FirstOrDefault(id => id is not null)
            ?? UsualPaddings.Where(_ids.ContainsKey).Select(candidate => (int?)_ids[candidate]).FirstOrDefault();

    /// <summary>The id of a token that the configuration names in the field <paramref name="field"/>.</summary>
    /// <exception cref="VocabularyFormatException">There is no such token.</exception>
    public int IdOf(string token, string field) => AddedTokens.Find(_added, token) ?? (_ids.TryGetValue(token, out var id)
        ? id
        : throw new VocabularyFormatException(
            Source, null, $"found no token {token}, expected the one that {TokenizerFolder.ConfigurationFile} names as {field}; name another there"));

    // Unigram has a list of tokens with scores, the other models have an object of ids.
    static Dictionary<string, int> Ids(JsonPart vocabulary)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        if (vocabulary.IsArray)
        {
            foreach (var (id, entry) in vocabulary.Items().Index())
            {
                ids[entry.Items().FirstOrDefault(entry).Text()] = id;
            }
        }
        else
        {
            foreach (var (token, id) in vocabulary.Members())
            {
                ids[token] = id.Id();
            }
        }

        return ids;
    }

    // The library goes by the model's id, else counts on from the model's tokens, and merely logs that the file says another.
    static void RequireLibrarysIds((JsonPart Id, AddedToken Token)[] added, Dictionary<string, int> ids)
    {
        var given = new Dictionary<string, int>(StringComparer.Ordinal);
        var next = ids.Count;
        foreach (var (said, token) in added)
        {
            if (!ids.TryGetValue(token.Content, out var id) && !given.TryGetValue(token.Content, out id))
            {
                given.Add(token.Content, id = next++);
            }

            if (token.Id != id)
            {
                throw said.Refuse($"{id}, which Hugging Face's library gives '{token.Content}'; get the file again");
            }
        }
    }
}
