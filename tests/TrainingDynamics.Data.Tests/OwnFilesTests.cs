using System.Text;

namespace TrainingDynamics.Data.Tests;

public sealed class OwnFilesTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Formats => new()
    {
        { "csv", "sentence1,sentence2,label,id\n\"a, \"\"b\"\"\",c,no,x1\nd,e,yes,x2\n" },
        { "tsv", "sentence1\tsentence2\tlabel\tid\na, \"b\"\tc\tno\tx1\nd\te\tyes\tx2\n" },
        {
            "jsonl",
            """
            {"id": "x1", "label": "no", "sentence1": "a, \"b\"", "sentence2": "c"}

            {"id": "x2", "sentence2": "e", "label": "yes", "sentence1": "d", "extra": [1, {"a": 2}]}
            """
        },
        {
            "json",
            """
            [{"id": "x1", "label": "no", "sentence1": "a, \"b\"", "sentence2": "c"},
             {"id": "x2", "label": "yes", "sentence1": "d", "sentence2": "e"}]
            """
        },
        {
            "json",
            """
            {"version": {"data": 1}, "data": [
              {"id": "x1", "label": "no", "sentence1": "a, \"b\"", "sentence2": "c"},
              {"id": "x2", "label": "yes", "sentence1": "d", "sentence2": "e"}], "more": 2}
            """
        },
        { "json", "{\"id\": \"x1\", \"label\": \"no\", \"sentence1\": \"a, \\\"b\\\"\", \"sentence2\": \"c\"}\n{\"id\": \"x2\", \"label\": \"yes\", \"sentence1\": \"d\", \"sentence2\": \"e\"}\n" },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_text_format_gives_the_same_examples(string ending, string content)
    {
        var path = _folder.Write($"mine.{ending}", "\uFEFF" + content.ReplaceLineEndings("\r\n"));

        var data = OwnFiles.Load(new OwnFilesRequest(path, path));

        Assert.Equal([new Example("x1", "a, \"b\"", "c", 0), new Example("x2", "d", "e", 1)], data.Train.Examples);
        Assert.Equal(["no", "yes"], data.Train.LabelNames);
        Assert.Equal(new ExampleColumns("id", "sentence1", "sentence2", "label"), data.Train.Columns);
        Assert.Equal(("mine", "mine/train", "mine/validation"), (data.Task, data.Train.Name, data.Dev.Name));
        Assert.Equal(data.Train.Examples, data.Dev.Examples);
    }

    [Fact]
    public void Parquet_gives_the_same_examples_too()
    {
        var path = _folder.Write(
            "mine.parquet",
            ParquetWriting.Bytes(
                ("sentence1", new[] { "a, \"b\"", "d" }), ("sentence2", new[] { "c", "e" }), ("label", new[] { "no", "yes" }), ("id", new[] { "x1", "x2" })));

        var data = OwnFiles.Load(new OwnFilesRequest(path, path));

        Assert.Equal([new Example("x1", "a, \"b\"", "c", 0), new Example("x2", "d", "e", 1)], data.Train.Examples);
    }

    [Theory]
    [InlineData("label,text", null, "text", null)]
    [InlineData("premise,label,hypothesis,source", null, "premise", "hypothesis")]
    [InlineData("source,sentence2,label,sentence1", null, "sentence1", "sentence2")]
    [InlineData("idx,guid,text,label", "guid", "text", null)]
    [InlineData(",text,label,index", "index", "text", null)]
    public void Columns_are_chosen_by_their_names(string header, string? guid, string text, string? pair)
    {
        var columns = Load(header + "\n" + Rows(header)).Train.Columns!;

        Assert.Equal(new ExampleColumns(guid, text, pair, "label"), columns);
    }

    [Fact]
    public void Columns_can_be_named()
    {
        const string Text = "when,what,verdict,how,key\nt,w,good,h,7\nu,v,bad,g,9\n";

        var single = Load(Text, request => request with { LabelColumn = "verdict", TextColumn = "what" }).Train;
        var pair = Load(Text, request => request with { LabelColumn = "verdict", TextColumn = "how", PairColumn = "when", GuidColumn = "key" }).Train;

        Assert.Equal(new Example("0", "w", null, 1), single.Examples[0]);
        Assert.Equal(new Example("7", "h", "t", 1), pair.Examples[0]);
    }

    [Fact]
    public void A_name_given_is_the_tasks()
    {
        Assert.Equal("reviews", Load("text,label\na,1\nb,0\n", request => request with { Name = "reviews" }).Task);
    }

    [Theory]
    [InlineData("b\na\nb", "a b", "1 0 1")]
    [InlineData("10\n9\n-1\n10", "-1 9 10", "2 1 0 2")]
    [InlineData("1\nten\n01", "01 1 ten", "1 2 0")]
    [InlineData("é\nz\nZ", "Z z é", "2 1 0")]
    [InlineData("\U0001F600\n\uFFFD\na", "a \uFFFD \U0001F600", "2 1 0")]
    public void Labels_are_sorted_as_python_sorts_them(string labels, string names, string golds)
    {
        var rows = string.Join('\n', labels.Split('\n').Select((label, i) => $"text {i},{label}"));
        var train = Load($"text,label\n{rows}\n").Train;

        Assert.Equal(names.Split(' '), train.LabelNames);
        Assert.Equal(golds.Split(' ').Select(double.Parse), train.Examples.Select(example => example.Gold));
        Assert.False(train.IsRegression);
    }

    [Theory]
    [InlineData("csv", "text,label\na,3.8\nb,4\nc,-1e-2\n")]
    [InlineData("jsonl", "{\"text\": \"a\", \"label\": 3.8}\n{\"text\": \"b\", \"label\": 4}\n{\"text\": \"c\", \"label\": -0.01}\n")]
    public void Labels_with_a_fraction_make_a_regression(string ending, string content)
    {
        var path = _folder.Write($"x.{ending}", content);
        var data = OwnFiles.Load(new OwnFilesRequest(path, path));

        Assert.True(data.Train.IsRegression);
        Assert.Equal([3.8, 4, -0.01], data.Train.Examples.Select(example => example.Gold));
        Assert.Equal(["score"], data.Train.LabelNames);
        Assert.Equal(["pearson", "spearmanr", "mse"], data.Metrics.Select(metric => metric.Name));
    }

    [Fact]
    public void Float_columns_of_parquet_make_a_regression_and_whole_columns_classes()
    {
        var floats = _folder.Write("f.parquet", ParquetWriting.Bytes(("text", new[] { "a", "b" }), ("label", new[] { 3.8f, 1f })));
        var doubles = _folder.Write("d.parquet", ParquetWriting.Bytes(("text", new[] { "a", "b" }), ("label", new[] { 3.8, 1.0 })));
        var whole = _folder.Write("w.parquet", ParquetWriting.Bytes(("text", new[] { "a", "b" }), ("label", new[] { 38, 1 })));
        var flags = _folder.Write("b.parquet", ParquetWriting.Bytes(("text", new[] { "a", "b" }), ("label", new[] { true, false })));

        Assert.Equal([3.8, 1], Golds(floats));
        Assert.Equal([3.8, 1], Golds(doubles));
        Assert.Equal([1, 0], Golds(whole));
        Assert.Equal([1, 0], Golds(flags));
    }

    [Fact]
    public void Text_in_json_that_looks_like_a_number_is_a_class()
    {
        var path = _folder.Write("x.jsonl", "{\"text\": \"a\", \"label\": \"1.5\"}\n{\"text\": \"b\", \"label\": \"0.5\"}\n");

        Assert.Equal(["0.5", "1.5"], OwnFiles.Load(new OwnFilesRequest(path, path)).Train.LabelNames);
    }

    [Fact]
    public void The_two_files_may_be_of_different_kinds()
    {
        var train = _folder.Write("train.csv", "id,text,label\n7,a,1\n8,b,0\n");
        var validation = _folder.Write("validation.jsonl", "{\"text\": \"c\", \"label\": 0}\n");

        Assert.Equal([new Example("0", "c", null, 0)], OwnFiles.Load(new OwnFilesRequest(train, validation)).Dev.Examples);
    }

    [Theory]
    [InlineData("text,label\na,1\nb,1\n", null, "found the one label '1' in the column 'label', expected two classes at least")]
    [InlineData("text,label\na,\nb,\n", null, "found no label in the column 'label', expected two classes at least")]
    [InlineData("text,label\na,1\nb,\nc,0\n", 3, "found no label, expected one in every row")]
    [InlineData("text,label\na,0.5\nb,1\nc,n/a\n", 4, "found 'n/a' as the label, expected one in every row")]
    [InlineData("text,label\na,0.5\nb,1\nc,many\n", 4, "found label 'many' among numbers such as 0.5, expected either scores or names")]
    [InlineData("text,label\na,0.5\nb,inf\n", 3, "found label 'inf' among numbers such as 0.5")]
    [InlineData("id,text,label\n1,a,0\n2,b,1\n1,c,1\n", 4, "found the guid '1' a second time (first on line 2)")]
    [InlineData("id,text,label\n1,a,0\n,b,1\n", 3, "found no id, expected an id in every row")]
    [InlineData("id,label\n1,0\n2,1\n", null, "found the columns 'id', 'label' and none of them for the text")]
    [InlineData("text,class\na,1\n", null, "found the columns 'text', 'class', expected one called 'label' among them; name yours with --label-column")]
    public void What_cannot_be_meant_is_refused_with_its_place(string text, int? line, string problem)
    {
        var error = Assert.Throws<DatasetFormatException>(() => Load(text));

        var path = Path.Combine(_folder.Path, "train.csv");
        Assert.StartsWith(line is null ? $"{path}: {problem}" : $"{path}, line {line}: {problem}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_label_that_training_lacks_is_named_by_its_line()
    {
        var train = _folder.Write("train.csv", "text,label\na,no\nb,yes\n");
        var validation = _folder.Write("dev.csv", "text,label\na,no\n\"b\nc\",maybe\n");

        var error = Assert.Throws<DatasetFormatException>(() => OwnFiles.Load(new OwnFilesRequest(train, validation)));

        Assert.Equal(
            $"{validation}, line 3: found label 'maybe', expected one that {train} has ('no', 'yes'); correct the label or train on "
            + "examples of it too",
            error.Message);
    }

    [Theory]
    [InlineData("x.jsonl", "{\"text\": \"a\", \"label\": 1}\n{\"text\": \n", 2, "found no JSON (")]
    [InlineData("x.jsonl", "{\"text\": \"a\", \"label\": 1}\n[1]\n", 2, "found an array, expected an object")]
    [InlineData("x.jsonl", "{\"text\": \"a\", \"label\": 1} {}\n", 1, "found no JSON (")]
    [InlineData("x.jsonl", "{\"text\": \"a\", \"label\": 1}\n{\"text\": \"\\ud800\", \"label\": 0}\n", 2, "found a string that is not Unicode")]
    [InlineData("x.jsonl", "{\"text\": \"a\", \"label\": 1}\n{\"label\": 0}\n", 2, "found no value as text, expected a text")]
    [InlineData("x.jsonl", "{\"text\": \"a\", \"label\": 1}\n{\"text\": [\"b\"], \"label\": 0}\n", 2, "found an array as text, expected a text")]
    [InlineData("x.jsonl", "{\"text\": \"a\", \"label\": 1}\n{\"text\": \"b\", \"label\": {\"x\": 0}}\n{\"text\": \"c\", \"label\": 0}\n", 2, "found an object as a label, expected a name or a number")]
    [InlineData("x.json", "[\n{\"text\": \"a\", \"label\": 1},\n{\"text\": \"b\" \"label\": 0}]\n", 3, "found no JSON (")]
    [InlineData("x.json", "[\n{\"text\": \"a\", \"label\": 1},\n\n7]\n", 4, "found a number, expected an object")]
    [InlineData("x.json", "[]", null, "found no rows")]
    [InlineData("x.jsonl", "", null, "found no rows")]
    [InlineData("x.parquet", "PAR1", null, "found no Parquet file that can be read")]
    [InlineData("x.xlsx", "a", null, "found a file that ends in '.xlsx', expected .csv, .tsv, .json, .jsonl or .parquet")]
    public void Malformed_files_are_refused_with_their_place(string name, string content, int? line, string problem)
    {
        var path = _folder.Write(name, content);

        var error = Assert.Throws<DatasetFormatException>(() => OwnFiles.Load(new OwnFilesRequest(path, path)));

        Assert.StartsWith(line is null ? $"{path}: {problem}" : $"{path}, line {line}: {problem}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("x.jsonl")]
    [InlineData("x.json")]
    public void Json_that_is_not_utf8_is_refused_with_its_line(string name)
    {
        var path = _folder.Write(
            name, [.. "{\"text\": \"a\", \"label\": 1}\n{\"text\": \""u8, 0xE9, .. "\", \"label\": 0}\n"u8]);

        var error = Assert.Throws<DatasetFormatException>(() => OwnFiles.Load(new OwnFilesRequest(path, path)));

        Assert.Equal(2, error.Line);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var path = Path.Combine(_folder.Path, "none.csv");

        var error = Assert.Throws<DatasetFormatException>(() => OwnFiles.Load(new OwnFilesRequest(path, path)));

        Assert.StartsWith($"{path}: the file cannot be read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_example_of_each_class_empty_texts_and_very_long_ones_work()
    {
        var words = string.Join(' ', Enumerable.Repeat("word", 100_000));
        var train = Load($"text,label\n,a\n{words},b\n").Train;

        Assert.Equal(["", words], train.Examples.Select(example => example.Text));
    }

    static string Rows(string header) => string.Join(
        '\n', new[] { "a", "b" }.Select(value => string.Join(',', header.Split(',').Select(name => value + name))));

    static double[] Golds(string path) => [.. OwnFiles.Load(new OwnFilesRequest(path, path)).Train.Examples.Select(example => example.Gold)];

    TaskData Load(string text, Func<OwnFilesRequest, OwnFilesRequest>? change = null)
    {
        var path = _folder.Write("train.csv", Encoding.UTF8.GetBytes(text));
        var request = new OwnFilesRequest(path, path);
        return OwnFiles.Load(change is null ? request : change(request));
    }
}
