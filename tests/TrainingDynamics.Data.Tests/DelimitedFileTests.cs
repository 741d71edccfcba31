using System.Text;
using FsCheck;
using FsCheck.Xunit;

namespace TrainingDynamics.Data.Tests;

public sealed class DelimitedFileTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Quoted_fields_hold_commas_line_breaks_and_quotation_marks()
    {
        var table = Read("\uFEFFtext,label\r\n\"a, b\r\nc\",1\r\n\r\n\"say \"\"no\"\"\",0\r\nplain \"mark\",1");

        Assert.Equal(["text", "label"], table.Columns);
        Assert.Equal(["a, b\r\nc", "say \"no\"", "plain \"mark\""], table.Rows.Select(row => row[0].Text));
        Assert.Equal([2, 5, 6], table.Rows.Select(row => row.Place));
    }

    [Fact]
    public void Empty_fields_are_empty_texts_also_at_the_ends_of_lines()
    {
        var table = Read("a,b,c\n,,\n\"\",x,\n1,2,");

        Assert.Equal([["", "", ""], ["", "x", ""], ["1", "2", ""]], table.Rows.Select(row => Texts(table, row)));
    }

    [Theory]
    [InlineData("", null, "found an empty file")]
    [InlineData("a,b\n", null, "found a header and no rows")]
    [InlineData("a,a\n1,2\n", 1, "found two columns called 'a'")]
    [InlineData("a,b\n1,2\n\"x\ny\",3,4\n", 3, "found 3 comma-separated columns, expected 2 as in the header ('a', 'b')")]
    [InlineData("a,b\n1\n", 2, "found 1 comma-separated column, expected 2")]
    [InlineData("a,b\n\"x\ny\" z,3\n", 3, "found text behind the closing quotation mark of field 1 (of the row that starts on line 2)")]
    [InlineData("a,b\n1,2\n3,\"open\n5,6\n", 3, "found a quotation mark at the start of a field that is never closed")]
    public void Malformed_file_is_refused_with_file_and_line(string text, int? line, string problem)
    {
        var error = Assert.Throws<DatasetFormatException>(() => Read(text));

        var path = Path.Combine(_folder.Path, "x.csv");
        Assert.StartsWith(line is null ? $"{path}: {problem}" : $"{path}, line {line}: {problem}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("\"quoted")]
    public void Bytes_that_are_not_utf8_are_refused_with_their_line(string start)
    {
        var path = _folder.Write("x.csv", [.. "a,b\n1,2\n"u8, .. Encoding.UTF8.GetBytes(start), 0xE9, .. "\",2\n"u8]);

        var error = Assert.Throws<DatasetFormatException>(() => DelimitedFile.Read([path], DelimitedLayout.Csv));

        Assert.Equal(3, error.Line);
        Assert.Contains("not UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Property(MaxTest = 500)]
    public void What_is_written_with_quotes_is_read_back(NonEmptyArray<NonEmptyArray<NonNull<string>>> texts, bool crlf, bool lastLineEnds)
    {
        var width = texts.Get.Max(row => row.Get.Length);
        string[][] rows =
        [
            .. texts.Get.Select(row => Enumerable.Range(0, width)
                .Select(i => i < row.Get.Length ? Valid(row.Get[i].Get) : "")
                .ToArray()),
        ];
        string[] header = [.. Enumerable.Range(0, width).Select(i => $"column {i}")];
        var text = string.Join(crlf ? "\r\n" : "\n", rows.Prepend(header).Select(row => string.Join(',', row.Select(Quoted))));
        using var folder = new TemporaryFolder();

        var table = DelimitedFile.Read([folder.Write("x.csv", text + (lastLineEnds ? "\n" : ""))], DelimitedLayout.Csv);

        Assert.Equal(header, table.Columns);
        Assert.Equal(rows, table.Rows.Select(row => Texts(table, row)));
    }

    // Half a surrogate pair has no UTF-8.
    static string Valid(string text) => new([.. text.Where(character => !char.IsSurrogate(character))]);

    // A lone empty field must be quoted, or its line is blank.
    static string Quoted(string field) => field.Length == 0 || field.AsSpan().ContainsAny("\",\r\n")
        ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : field;

    static string[] Texts(DataTable table, DataRow row) => [.. table.Columns.Select((_, column) => row[column].Text)];

    DataTable Read(string text) => DelimitedFile.Read([_folder.Write("x.csv", text)], DelimitedLayout.Csv);
}
