namespace TrainingDynamics.Data.Tests;

/// <summary>Files whose name does not say how their fields are separated and quoted.</summary>
public sealed class DelimitedFormTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    // Python's csv writer with excel-tab, and pandas' to_csv(sep="\t").
    [InlineData("x.tsv", "text\tlabel\r\n\"a \"\"b\"\"\nsecond\tline\"\t1\r\nplain\t0\r\n", "fields are quoted, read as CSV with tabs")]
    [InlineData("x.tsv", "\ttext\tlabel\n0\t\"a \"\"b\"\"\nsecond\tline\"\t1\n1\tplain\t0\n", "fields are quoted, read as CSV with tabs")]
    // Quoted fields that would fit their line unquoted too.
    [InlineData("x.tsv", "text\tlabel\n\"a \"\"b\"\"\"\t1\nplain\t0\n", "fields are quoted, read as CSV with tabs")]
    [InlineData("x.tsv", "\"text\"\t\"label\"\n\"a\"\t1\nplain\t0\n", "fields are quoted, read as CSV with tabs")]
    [InlineData("x.tsv", "text\tlabel\n\"a\"\t1\n\"plain\"\t0\n", "fields are quoted, read as CSV with tabs")]
    [InlineData("x.csv", "text;label\na, b;1\n\"c; d\";0\n", "fields are separated by semicolons, read as CSV with semicolons")]
    [InlineData("x.csv", "text\tlabel\na, b\t1\nc\t0\n", "fields are separated by tabs, read as CSV with tabs")]
    [InlineData("x.txt", "text,label\na b,1\n\"c, d\",0\n", "fields are separated by commas, read as CSV with commas")]
    public void Another_form_than_the_names_is_recognised_and_told(string name, string content, string note)
    {
        var path = _folder.Write(name, content);

        var table = TableFile.Read(path);

        Assert.Equal($"{path}: {note}", table.Note);
        Assert.Equal(TableFormat.Csv, table.Layout.Format);
        var text = table.ColumnOf("text");
        Assert.Equal(["0", "1"], table.Rows.Select(row => row[table.ColumnOf("label")].Text).Order());
        Assert.All(table.Rows, row => Assert.False(row[text].Text.StartsWith('"')));
        var again = TableFile.Read(path, table.Layout);
        Assert.Equal(table.Rows.Select(row => row[text].Text), again.Rows.Select(row => row[text].Text));
    }

    [Theory]
    [InlineData("x.tsv", "text\tlabel\n\"a\t1\nb\"\t0\n")] // two marks that would make one field of both rows
    [InlineData("x.tsv", "text\tlabel\n\"so\" he said\t1\nb\t0\n")]
    [InlineData("x.tsv", "text\tlabel\n\"so\"\t1\nb\t0\n")] // one sentence in quotation marks is no quoting
    [InlineData("x.csv", "text,label\na;b,1\nc;d,0\n")]
    [InlineData("x.csv", "text\na; b\n")]
    public void A_file_that_is_as_its_name_says_stays_so(string name, string content)
    {
        var table = TableFile.Read(_folder.Write(name, content));

        Assert.Null(table.Note);
        Assert.Equal(content.Split('\n').Length - 2, table.RowCount);
    }

    [Theory]
    [InlineData("x.tsv", "text\tlabel\n\"a\t1\nb\n", "line 3: found 1 tab-separated column, expected 2", "if the file quotes its fields, pass --quoting csv")]
    [InlineData("x.csv", "text,label\n\"so\" he said,1\nb,0\n", "line 2: found text behind the closing", "if quotation marks are characters like any other, pass --quoting none")]
    [InlineData("x.csv", "text;label\na,b;1\nc;d;0\n", "line 2: found 2 comma-separated columns, expected 1", "if another character separates its fields, pass --delimiter")]
    public void Where_the_form_is_not_certain_the_error_names_the_option(string name, string content, string problem, string hint)
    {
        var path = _folder.Write(name, content);

        var error = Assert.Throws<DatasetFormatException>(() => TableFile.Read(path));

        Assert.StartsWith($"{path}, {problem}", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(hint, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_user_says_goes_before_what_is_found()
    {
        var tabs = _folder.Write("a.tsv", "text\tlabel\n\"a \"\"b\"\"\"\t1\nc\t0\n");
        Assert.Equal("\"a \"\"b\"\"\"", Text(tabs, new TableForm(Quoting: Quoting.None)));
        Assert.Equal("a \"b\"", Text(tabs, new TableForm(Quoting: Quoting.Csv)));
        var bars = _folder.Write("b.csv", "text|label\n\"a\" b|1\nc|0\n");
        Assert.Equal("\"a\" b", Text(bars, new TableForm('|', Quoting.None)));
        Assert.Equal('|', TableFile.Read([bars], new TableForm('|', Quoting.None)).Layout.Delimiter);
    }

    [Fact]
    public void Several_files_are_one_data_set_whose_rows_run_on()
    {
        var first = _folder.Write("a.csv", "text,label\n\"a\n1\",x\nb,y\n");
        var second = _folder.Write("b.csv", "\uFEFFtext,label\r\nc,x\r\nd,\"z\"");

        var data = OwnFiles.Load(new OwnFilesRequest(first, second) { MoreTrainFiles = [second], LabelColumn = "label" }).Train;

        Assert.Equal(["0", "1", "2", "3"], data.Examples.Select(example => example.Guid));
        Assert.Equal(["a\n1", "b", "c", "d"], data.Examples.Select(example => example.Text));
        Assert.Equal([2, 4, 2, 3], data.Examples.Select(example => example.Line!.Value));
        byte[] bytes = [.. File.ReadAllBytes(first), .. File.ReadAllBytes(second)];
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), data.Sha256);
        var layout = DataFileLayouts.Of(data)!;
        Assert.Equal(["a.csv", "b.csv"], layout.Shards!);

        // As td select reads the rows back and writes them.
        var table = DataFileLayouts.Read(new TrainingDynamics.Logs.DataFileRecord("train", first, data.Sha256, 4, null, layout));
        using var written = new MemoryStream();
        table.WriteRows([3, 0], written);
        Assert.Equal("text,label\nd,\"z\"\n\"a\n1\",x\n", System.Text.Encoding.UTF8.GetString(written.ToArray()));
    }

    [Fact]
    public void An_error_in_the_second_of_several_files_names_it_and_its_line()
    {
        var first = _folder.Write("a.csv", "id,text,label\n1,a,x\n2,b,y\n");
        var second = _folder.Write("b.csv", "id,text,label\n3,c,x\n1,d,y\n");

        var twice = Assert.Throws<DatasetFormatException>(
            () => OwnFiles.Load(new OwnFilesRequest(first, first) { MoreTrainFiles = [second] }));
        Assert.StartsWith($"{second}, line 3: found the guid '1' a second time (first on line 2 of {first})", twice.Message, StringComparison.Ordinal);

        _folder.Write("b.csv", "id,body,label\n3,c,x\n");
        var other = Assert.Throws<DatasetFormatException>(() => TableFile.Read([first, second], new TableForm()));
        Assert.StartsWith($"{second}: found the columns 'id', 'body', 'label', expected 'id', 'text', 'label' as in {first}", other.Message, StringComparison.Ordinal);
        Assert.Contains("found the file twice", Assert.Throws<DatasetFormatException>(() => TableFile.Read([first, first], new TableForm())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_and_a_device_are_no_data_files()
    {
        var folder = Path.Combine(_folder.Path, "folder.csv");
        Directory.CreateDirectory(folder);

        Assert.EndsWith("it is no regular file but a folder", Assert.Throws<DatasetFormatException>(() => TableFile.Read(folder)).Message, StringComparison.Ordinal);
        var link = Path.Combine(_folder.Path, "zero.csv");
        File.CreateSymbolicLink(link, "/dev/zero");
        Assert.EndsWith("it is no regular file but a device", Assert.Throws<DatasetFormatException>(() => TableFile.Read(link)).Message, StringComparison.Ordinal);
    }

    static string Text(string path, TableForm form) => TableFile.Read([path], form)[0][0].Text;
}
