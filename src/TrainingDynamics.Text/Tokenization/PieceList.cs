namespace TrainingDynamics.Text.Tokenization;

/// <summary>The pieces of a vocabulary in training, by id and by spelling.</summary>
sealed class PieceList
{
    /// <summary>Marks a piece that does not start a word.</summary>
    public const string Continuation = "##";

    readonly List<string> _tokens = [];
    readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);

    public PieceList(IEnumerable<string> tokens)
    {
        foreach (var token in tokens)
        {
            AddOrGet(token);
        }
    }

    public IReadOnlyList<string> Tokens => _tokens;

    public int Count => _tokens.Count;

    public string this[int id] => _tokens[id];

    public bool TryGet(string token, out int id) => _ids.TryGetValue(token, out id);

    public int AddOrGet(string token)
    {
        if (_ids.TryGetValue(token, out var id))
        {
            return id;
        }

        _ids.Add(token, _tokens.Count);
        _tokens.Add(token);
        return _tokens.Count - 1;
    }

    /// <summary>The piece that two neighbours make; two ways of splitting a word may give the same one.</summary>
    public int Join(int left, int right) => AddOrGet(string.Concat(_tokens[left], _tokens[right].AsSpan(Continuation.Length)));
}
