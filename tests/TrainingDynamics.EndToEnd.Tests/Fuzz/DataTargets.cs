using System.Text;
using System.Text.Json;
using TrainingDynamics.Analytics;
using TrainingDynamics.Data;

namespace TrainingDynamics.EndToEnd.Tests.Fuzz;

/// <summary>Data sets of users.</summary>
static class DataTargets
{
    const string Csv = "id,sentence,label\r\n1,a fine film,1\n2,\"dull, \"\"very\"\" dull\",0\r\n\n3,\"two\nlines é\",1\n";
    const string Tsv = "sentence\tlabel\na fine film\t1\na \"dull\" film\t0\r\né 😀\t1\n";
    const string Lines = "{\"guid\": 7, \"text\": \"a fine film\", \"label\": \"good\"}\n\n{\"guid\": 8, \"text\": \"dull \\u00e9 \\n\", \"label\": \"bad\"}\n";
    const string Array = "{\"version\": 1, \"data\": [{\"id\": \"a\", \"text\": \"fine\", \"pair\": \"film\", \"label\": 1}, {\"id\": \"b\", \"text\": \"dull\", \"pair\": \"\", \"label\": 0}]}";

    public static IEnumerable<(string Name, Lazy<FuzzTarget> Target)> All =>
    [
        Table("data.csv", 4, Csv),
        Table("data.tsv", 4, Tsv),
        Table("data.json", 4, Array),
        ("data.jsonl", new(() => new("data.jsonl", 4, "data.jsonl", [Encoding.UTF8.GetBytes(Lines)], ReadLines, typeof(DatasetFormatException)))),
        ("data.parquet", new(() => new("data.parquet", LogTargets.ParquetCost, "data.parquet", [Parquet()], ReadTable, typeof(DatasetFormatException)))),
        ("examples.parquet", new(() => new(
            "examples.parquet", LogTargets.ParquetCost, "examples.parquet", [Examples(Csv), Examples("text,label\na,0.5\nb,1\n")], ReadExamples, typeof(DatasetFormatException)))),
        Source("source.csv", Csv),
        Source("source.tsv", Tsv),
        Source("source.jsonl", Lines),
    ];

    static (string Name, Lazy<FuzzTarget> Target) Table(string name, int cost, string text) =>
        (name, new(() => new(name, cost, name, [Encoding.UTF8.GetBytes(text)], ReadTable, typeof(DatasetFormatException))));

    // The reader that keeps a row's bytes, for training sets that are written from selected rows.
    static (string Name, Lazy<FuzzTarget> Target) Source(string name, string text) =>
        (name, new(() => new(name, 4, name, [Encoding.UTF8.GetBytes(text)], (path, _) => ExampleTexts.read(path), typeof(AnalyticsException))));

    static void ReadTable(string path, byte[] bytes) => Load(path);

    static void ReadLines(string path, byte[] bytes)
    {
        var examples = Load(path).Train.Examples;
        var row = 0;
        foreach (var line in Encoding.UTF8.GetString(bytes).Split('\n').Select(line => line.Trim(' ', '\t', '\r')).Where(line => line.Length > 0))
        {
            // Where the text is not a text, another column may have been taken for it.
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String)
            {
                Assert.Contains(text.GetString(), new[] { examples[row].Text, examples[row].TextPair, examples[row].Guid });
            }

            row++;
        }

        Assert.Equal(row, examples.Count);
    }

    // All columns, as no reader does.
    static void ReadExamples(string path, byte[] bytes)
    {
        using var examples = ExamplesReader.Open(path);
        Assert.Equal(examples.Count, examples.Guids.Length);
        Assert.Equal(examples.Count, examples.Rows.Length);
        Assert.Equal(examples.Count, examples.Lines.Length);
        Assert.Equal(examples.Count, examples.Golds.Length);
        Assert.Equal(examples.Count, examples.Labels.Length);
        Assert.Equal(examples.Count, examples.Hashes.Length);
        for (var row = 0; row < examples.Count; row++)
        {
            examples.TextsOf(row);
        }
    }

    static byte[] Examples(string csv)
    {
        using var folder = new TemporaryFolder();
        using var stream = new MemoryStream();
        ExamplesFile.Write(Load(folder.Write("a.csv", csv)).Train, stream);
        return stream.ToArray();
    }

    static TaskData Load(string path) => OwnFiles.Load(new OwnFilesRequest(path, path));

    static byte[] Parquet() => ParquetWriting.Bytes(
        ("idx", new long[] { 3, 1, 2 }), ("sentence", new string?[] { "a fine film", "dull é", "" }), ("label", new long[] { 1, 0, 1 }));
}
