using System.Globalization;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>A data set of eight rows whose guids or columns cannot be guessed from the file, and how td is told of it.</summary>
/// <param name="Name">For people.</param>
/// <param name="Files">In a folder of their own; the first is the training file.</param>
/// <param name="Options">Of td train; <c>{data}</c> is the folder.</param>
/// <param name="Texts">Guid → what a person reads, of every example.</param>
/// <param name="Selection">What the rows of these guids look like as a file of the source's format; null: binary.</param>
sealed record SourceCase(
    string Name,
    (string Name, byte[] Content)[] Files,
    string[] Options,
    IReadOnlyDictionary<string, string> Texts,
    Func<IReadOnlyList<string>, string>? Selection)
{
    public static IReadOnlyList<SourceCase> All { get; } = [Qqp(), Cola(), Csv(), Json(), Parquet(), Shards()];

    public override string ToString() => Name;

    static string N(int number) => number.ToString(CultureInfo.InvariantCulture);

    // The ids are those of other rows, and a row without a label stands among the others.
    static SourceCase Qqp()
    {
        const string Header = "id\tqid1\tqid2\tquestion1\tquestion2\tis_duplicate\n";
        int[] numbers = [0, 1, 3, 4, 5, 6, 7, 8];
        string Row(int i) => i == 2 ? "6\t1\t1\tcut off\n" : $"{8 - i}\t1\t2\tfirst {i}\tsecond {i}\t{i % 2}\n";
        var file = Header + string.Concat(Enumerable.Range(0, 9).Select(Row));
        return new SourceCase(
            "qqp",
            [("train.tsv", Utf8(file)), ("dev.tsv", Utf8(file))],
            ["--task", "qqp", "--data-dir", "{data}"],
            numbers.ToDictionary(N, i => $"first {i} | second {i}"),
            guids => Header + string.Concat(guids.Select(guid => Row(int.Parse(guid, CultureInfo.InvariantCulture)))));
    }

    static SourceCase Cola()
    {
        string Row(int i) => $"gj04\t{i % 2}\t\tsentence {i}\n";
        var file = string.Concat(Enumerable.Range(0, 8).Select(Row));
        return new SourceCase(
            "cola",
            [("train.tsv", Utf8(file)), ("dev.tsv", Utf8(file))],
            ["--task", "cola", "--data-dir", "{data}"],
            Enumerable.Range(0, 8).ToDictionary(N, i => $"sentence {i}"),
            guids => string.Concat(guids.Select(guid => Row(int.Parse(guid, CultureInfo.InvariantCulture)))));
    }

    static SourceCase Csv()
    {
        const string Header = "id,note,key,verdict,what\r\n";
        string Row(int i) => $"{7 - i},x,k{i},{(i % 2 == 0 ? "no" : "yes")},\"what, \"\"{i}\"\"\"\r\n";
        return new SourceCase(
            "csv",
            [("mine.csv", Utf8(Header + string.Concat(Enumerable.Range(0, 8).Select(Row))))],
            [
                "--train-file", "{data}/mine.csv", "--validation-file", "{data}/mine.csv", "--guid-column", "key",
                "--label-column", "verdict", "--text-column", "what",
            ],
            Enumerable.Range(0, 8).ToDictionary(i => $"k{i}", i => $"what, \"{i}\""),
            guids => Header + string.Concat(guids.Select(guid => Row(guid[1] - '0'))));
    }

    static SourceCase Json()
    {
        string Row(int i) => $"{{\"label\": {i % 2}, \"sentence\": \"sentence \\\"{i}\\\"\",\n   \"idx\": {7 - i}}}";
        return new SourceCase(
            "json",
            [("mine.json", Utf8($"{{\"version\": 1, \"data\": [\n  {string.Join(",\n  ", Enumerable.Range(0, 8).Select(Row))}\n], \"end\": true}}\n"))],
            ["--train-file", "{data}/mine.json", "--validation-file", "{data}/mine.json"],
            Enumerable.Range(0, 8).ToDictionary(i => N(7 - i), i => $"sentence \"{i}\""),
            guids => $"{{\"version\": 1, \"data\": [\n  {string.Join(",\n  ", guids.Select(guid => Row(7 - (guid[0] - '0'))))}\n], \"end\": true}}\n");
    }

    static SourceCase Parquet()
    {
        var bytes = ParquetWriting.Bytes(Group(0, 3), Group(3, 5));
        return new SourceCase(
            "parquet",
            [("mine.parquet", bytes)],
            ["--train-file", "{data}/mine.parquet", "--validation-file", "{data}/mine.parquet", "--guid-column", "key", "--text-column", "sentence"],
            Enumerable.Range(0, 8).ToDictionary(i => $"k{i}", i => $"sentence {i}"),
            Selection: null);

        static (string, Array)[] Group(int first, int count)
        {
            var rows = Enumerable.Range(first, count).ToArray();
            return
            [
                ("sentence", rows.Select(i => $"sentence {i}").ToArray()),
                ("label", rows.Select(i => (long)(i % 2)).ToArray()),
                ("key", rows.Select(i => $"k{i}").ToArray()),
                ("score", rows.Select(i => i == 4 ? null : (long?)i).ToArray()),
                ("weight", rows.Select(i => i / 8f).ToArray()),
            ];
        }
    }

    static SourceCase Shards()
    {
        return new SourceCase(
            "shards",
            [
                ("train-00000-of-00002.parquet", Shard(0, 5)), ("train-00001-of-00002.parquet", Shard(5, 3)),
                ("validation-00000-of-00001.parquet", Shard(0, 8)),
            ],
            ["--task", "sst2", "--data-dir", "{data}"],
            Enumerable.Range(0, 8).ToDictionary(i => N(70 - i), i => $"sentence {i}"),
            Selection: null);

        static byte[] Shard(int first, int count)
        {
            var rows = Enumerable.Range(first, count).ToArray();
            return ParquetWriting.Bytes(
                ("sentence", rows.Select(i => $"sentence {i}").ToArray()),
                ("label", rows.Select(i => (long)(i % 2)).ToArray()),
                ("idx", rows.Select(i => 70 - i).ToArray()));
        }
    }

    static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
