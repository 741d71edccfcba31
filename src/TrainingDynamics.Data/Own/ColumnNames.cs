namespace TrainingDynamics.Data;

/// <summary>
/// Names of columns in published data sets. Case, blanks and punctuation do not matter: <c>Review Text</c> is <c>review_text</c>.
/// </summary>
static class ColumnNames
{
    const string Label = "label";

    /// <summary>Names of ids of examples, the likeliest first.</summary>
    static readonly string[] Guids = ["guid", "id", "idx", "index", "uuid"];

    /// <summary>Names of row numbers, perhaps of a larger table, such as pandas' index; they identify nothing.</summary>
    static readonly string[] RowNumbers = ["", "row", "rowid", "rownumber", "rownum", "indexlevel0"];

    /// <summary>Ends of names such as <c>tweet_id</c>.</summary>
    static readonly string[] IdEnds = ["_id", "_idx", "_index", "_uuid", "_guid", " id", "-id"];

    /// <summary>Names of the first and second text: those of GLUE, SuperGLUE and other tasks on the Hub.</summary>
    static readonly (string Text, string Pair)[] Pairs =
    [
        ("sentence1", "sentence2"), ("sentencea", "sentenceb"), ("sent1", "sent2"), ("senta", "sentb"),
        ("text1", "text2"), ("texta", "textb"), ("text", "textpair"), ("sentence", "sentencepair"), ("1string", "2string"),
        ("string1", "string2"), ("premise", "hypothesis"), ("question1", "question2"), ("question", "question2"),
        ("question", "sentence"), ("question", "answer"), ("question", "context"), ("question", "passage"), ("query", "passage"),
        ("query", "document"), ("claim", "evidence"), ("context", "response"),
    ];

    /// <summary>Certain names of single texts, the likeliest first.</summary>
    static readonly string[] Texts = ["text", "sentence"];

    /// <summary>Names of single texts where only one of them occurs.</summary>
    static readonly string[] LikelyTexts =
    [
        "review", "reviewtext", "reviewbody", "comment", "commenttext", "commentbody", "tweet", "tweettext", "content", "body",
        "message", "post", "posttext", "title", "headline", "description", "document", "article", "statement", "utterance",
        "question", "query", "abstract", "sms", "input", "inputs", "fulltext",
    ];

    /// <summary>The column named like a label; null when there is none.</summary>
    public static string? LabelIn(IReadOnlyList<string> columns) => Named(Label, columns);

    /// <summary>The column of the examples' ids; null when there is none.</summary>
    public static string? GuidIn(IReadOnlyList<string> columns) =>
        Guids.Select(name => Named(name, columns)).FirstOrDefault(column => column is not null);

    /// <summary>True for a column that numbers or names rows, so that it is not a text.</summary>
    public static bool IsOfIds(string column)
    {
        var plain = Plain(column);
        return Guids.Contains(plain) || RowNumbers.Contains(plain) || plain.StartsWith("unnamed", StringComparison.Ordinal)
            || IdEnds.Any(end => column.EndsWith(end, StringComparison.OrdinalIgnoreCase))
            || (column.Length > 2 && char.IsLower(column[^3]) && column[^2] == 'I' && column[^1] is 'd' or 'D');
    }

    /// <summary>The pairs of columns named like pairs of texts.</summary>
    public static IReadOnlyList<(string Text, string Pair)> PairsIn(IReadOnlyList<string> columns) =>
    [
        .. Pairs.Select(pair => (Text: Named(pair.Text, columns), Pair: Named(pair.Pair, columns)))
            .Where(pair => pair is { Text: not null, Pair: not null })
            .Select(pair => (pair.Text!, pair.Pair!)),
    ];

    /// <summary>The column that is certainly a text by its name; null when there is none.</summary>
    public static string? TextIn(IReadOnlyList<string> columns) =>
        Texts.Select(name => Named(name, columns)).FirstOrDefault(column => column is not null);

    /// <summary>The columns that are named like a text in some data sets.</summary>
    public static IReadOnlyList<string> LikelyTextsIn(IReadOnlyList<string> columns) =>
        [.. columns.Where(column => LikelyTexts.Contains(Plain(column)))];

    // The exact name where it is there beside another spelling.
    static string? Named(string plain, IReadOnlyList<string> columns) =>
        columns.Contains(plain) ? plain : columns.FirstOrDefault(column => Plain(column) == plain);

    static string Plain(string column) => string.Concat(column.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
