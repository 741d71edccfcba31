using System.Security.Cryptography;
using System.Text;

namespace TrainingDynamics.Text.Datasets;

/// <summary>
/// A tab-separated file as GLUE writes them: a header, then one row a line, no quoting at all, so that a quotation mark
/// is a character like any other. Own code because the common readers unquote, and cannot say which line is at fault.
/// </summary>
sealed class TsvFile
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly string[] _header;

    TsvFile(string path, string sha256, string[] header, List<string[]> rows)
    {
        Path = path;
        Sha256 = sha256;
        _header = header;
        Rows = rows;
    }

    public string Path { get; }

    /// <summary>Of the bytes as they lie on disk, lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>Fields of every row below the header; row i stands on line i + 2.</summary>
    public IReadOnlyList<string[]> Rows { get; }

    /// <summary>Line of row <paramref name="row"/>, 1-based: the header is line 1.</summary>
    public static int LineOf(int row) => row + 2;

    /// <summary>Position of a column by its name in the header.</summary>
    public int ColumnOf(string name) => Array.IndexOf(_header, name);

    /// <summary>
    /// Reads the whole file. A byte order mark, CRLF line ends and blank last lines are accepted; anything else that
    /// is not a row of as many fields as the header has is an error.
    /// </summary>
    public static TsvFile Read(string path, IReadOnlyCollection<string> requiredColumns)
    {
        byte[] bytes = ReadBytes(path);
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var rest = bytes.AsSpan();
        if (rest.StartsWith(Encoding.UTF8.Preamble))
            rest = rest[Encoding.UTF8.Preamble.Length..];
        rest = rest.TrimEnd("\r\n"u8);

        string[]? header = null;
        var rows = new List<string[]>();
        for (int line = 1; !rest.IsEmpty; line++)
        {
            int end = rest.IndexOf((byte)'\n');
            var lineBytes = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (lineBytes.EndsWith("\r"u8))
                lineBytes = lineBytes[..^1];

            string[] fields = Decode(path, line, lineBytes).Split('\t');
            if (header is null)
            {
                header = fields;
                CheckHeader(path, header, requiredColumns);
            }
            else
            {
                CheckWidth(path, line, fields, header);
                rows.Add(fields);
            }
        }

        if (header is null)
        {
            throw new DatasetFormatException(
                path, null, $"found an empty file, expected a header with the columns {Quote(requiredColumns)} and rows below it");
        }

        if (rows.Count == 0)
        {
            throw new DatasetFormatException(
                path, null, "found a header and no rows, expected at least one example; check that the file is whole");
        }

        return new TsvFile(path, sha256, header, rows);
    }

    static byte[] ReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DatasetFormatException(path, null, $"the file cannot be read: {exception.Message}", exception);
        }
    }

    static string Decode(string path, int line, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            throw new DatasetFormatException(
                path,
                line,
                $"found bytes that are not UTF-8 at byte {exception.Index} of the line, expected UTF-8 text; "
                + "convert the file, e.g. with iconv -t UTF-8",
                exception);
        }
    }

    static void CheckHeader(string path, string[] header, IReadOnlyCollection<string> requiredColumns)
    {
        if (requiredColumns.All(column => header.Contains(column)))
            return;
        throw new DatasetFormatException(
            path,
            1,
            $"found {Quote(header)} as the first line, expected a header with the tab-separated columns "
            + $"{Quote(requiredColumns)}; add the header or check --task");
    }

    static void CheckWidth(string path, int line, string[] fields, string[] header)
    {
        if (fields.Length == header.Length)
            return;
        throw new DatasetFormatException(
            path,
            line,
            $"found {fields.Length} tab-separated {(fields.Length == 1 ? "column" : "columns")}, expected "
            + $"{header.Length} as in the header ({Quote(header)}); correct the line or remove it");
    }

    static string Quote(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{Shorten(name)}'"));

    static string Shorten(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "…");
}
