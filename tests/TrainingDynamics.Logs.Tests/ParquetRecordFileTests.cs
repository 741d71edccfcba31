using DuckDB.NET.Data;

namespace TrainingDynamics.Logs.Tests;

/// <summary>The oracle is DuckDB, which reads the files with no line of ours.</summary>
public sealed class ParquetRecordFileTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string this[int epoch] => _folder[DynamicsFile.NameOf(epoch, LogFormat.Parquet)];

    static List<object[]> Query(string sql)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }

    string Write(int epoch, params (ExampleGuid Guid, float[] Logits, double Gold, string? Device)[] records)
    {
        using var file = RecordFile.Create(this[epoch], epoch);
        foreach (var (guid, logits, gold, device) in records)
        {
            file.Append(guid, logits, gold, device);
        }

        file.Finish();
        file.Publish();
        return this[epoch];
    }

    static ExampleGuid Integer(long value) => ExampleGuid.FromInteger(value);

    [Fact]
    public void Duckdb_reads_the_columns_as_they_are()
    {
        float[] logits = [0.1f, -3.4028235e38f, 1.4e-45f, -0.0f, 16777217f, 1e-5f];
        var path = Write(
            7,
            (Integer(long.MaxValue), logits[..2], 1, "cuda:0"),
            (Integer(-3), logits[2..4], 0, null),
            (Integer(0), logits[4..], 1, "cpu"));

        Assert.Equal(
            ["guid BIGINT", "gold INTEGER", "logits FLOAT[]", "device VARCHAR"],
            Query($"DESCRIBE SELECT * FROM '{path}'").Select(row => $"{row[0]} {row[1]}"));
        var rows = Query($"SELECT guid, gold, device, logits[1], logits[2], len(logits) FROM '{path}'");
        Assert.Equal([long.MaxValue, -3L, 0L], rows.Select(row => row[0]));
        Assert.Equal([1, 0, 1], rows.Select(row => row[1]));
        Assert.Equal(["cuda:0", DBNull.Value, "cpu"], rows.Select(row => row[2]));
        // Bit for bit, the sign of zero included.
        Assert.Equal(
            logits.Select(BitConverter.SingleToInt32Bits),
            rows.SelectMany(row => row[3..5]).Select(value => BitConverter.SingleToInt32Bits((float)value)));
        Assert.All(rows, row => Assert.Equal(2L, row[5]));
        Assert.Equal(["7"], Query($"SELECT decode(value) FROM parquet_kv_metadata('{path}') WHERE decode(key) = 'epoch'").Select(row => row[0]));
    }

    [Fact]
    public void Text_guids_and_the_scores_of_a_regression_keep_their_types()
    {
        var path = Write(
            0, (ExampleGuid.FromText("7"), [1.5f], 3.8, "cpu"), (ExampleGuid.FromText("ü\"\n"), [2f], -0.25, "cpu"));
        var rows = Query($"SELECT guid, gold, typeof(guid), typeof(gold) FROM '{path}'");
        Assert.Equal([["7", 3.8, "VARCHAR", "DOUBLE"], ["ü\"\n", -0.25, "VARCHAR", "DOUBLE"]], rows);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Several_row_groups_come_back_in_blocks_bit_for_bit(bool texts)
    {
        const int Examples = 70_001; // more than four groups of 16,384
        const int Classes = 3;
        var random = new Random(1);
        ExampleGuid[] guids = [.. Enumerable.Range(0, Examples).Select(i => texts ? ExampleGuid.FromText($"é{i}") : Integer(7L * i))];
        double[] golds = [.. guids.Select(_ => (double)random.Next(Classes))];
        float[] logits = [.. Enumerable.Range(0, Classes * Examples).Select(_ => BitConverter.Int32BitsToSingle(random.Next(1 << 30)))];
        using (var writer = new DynamicsWriter([this[2]], 2, guids, golds, "cpu"))
        {
            for (var start = 0; start < Examples; start += 100)
            {
                var end = Math.Min(start + 100, Examples);
                writer.Append([.. Enumerable.Range(start, end - start)], logits.AsSpan(start * Classes, (end - start) * Classes));
            }

            Assert.False(File.Exists(this[2]));
            writer.Complete();
        }

        using var blocks = DynamicsBlocks.Open(new DynamicsFile(this[2], 2));
        Assert.Equal(5, blocks.Count);
        var records = new RecordBlock();
        var row = 0;
        for (var block = 0; block < blocks.Count; block++)
        {
            blocks.Read(block, records);
            Assert.Equal(Classes, records.Classes);
            Assert.Equal(logits.AsSpan(row * Classes, records.Count * Classes), records.Logits);
            for (var record = 0; record < records.Count; record++, row++)
            {
                Assert.True(records.HasGuid(record, guids[row]));
                Assert.Equal(guids[row], records.Guid(record));
                Assert.Equal(golds[row], records.Golds[record]);
            }

            Assert.False(records.HasGuid(0, guids[row % Examples]));
            Assert.False(records.HasGuid(0, texts ? Integer(0) : ExampleGuid.FromText("0")));
        }

        Assert.Equal(Examples, row);
        Assert.Equal((long)Examples, Query($"SELECT count(*) FROM '{this[2]}' WHERE isfinite(logits[3])")[0][0]);
    }

    [Fact]
    public void What_is_no_record_is_named_by_its_row_and_guid()
    {
        Assert.Equal("row 1: guid 1: gold is 2, but there are logits for 2 classes", Refusal(Write(1, (Integer(1), [1f, 2f], 2, null)), 1));
        Assert.Equal("row 2: guid 2: logit 1 is NaN, expected a finite float32", Refusal(Write(2, (Integer(1), [1f, 2f], 1, null), (Integer(2), [1f, float.NaN], 1, null)), 2));
        Assert.Equal("the file's name says epoch 6 and its metadata epoch 5", Refusal(Write(5, (Integer(1), [1f, 2f], 1, null)), 6));
        Assert.StartsWith("no readable Parquet (", Refusal(_folder.Write("dynamics_epoch_8.parquet", "PAR1 and no more PAR1"), 8), StringComparison.Ordinal);
    }

    [Fact]
    public void Scores_and_rows_of_unlike_lengths_come_back_as_they_are()
    {
        var path = Write(0, (Integer(1), [1f], 0.5, "cpu"), (Integer(2), [2f], -3, null));
        using (var blocks = DynamicsBlocks.Open(new DynamicsFile(path, 0)))
        {
            var records = new RecordBlock(withDevices: true);
            blocks.Read(0, records);
            Assert.Equal([0.5, -3], Enumerable.Range(0, 2).Select(records.Score));
            Assert.Equal([-1, -1], records.Golds.ToArray());
            Assert.Equal(["cpu", null], Enumerable.Range(0, 2).Select(records.Device));
        }

        path = Write(1, (Integer(1), [1f, 2f], 1, null), (Integer(2), [1f, 2f, 3f], 2, "é"), (Integer(3), [1f, 2f, 3f, 4f], 3, "cuda:0"));
        using (var blocks = DynamicsBlocks.Open(new DynamicsFile(path, 1)))
        {
            var records = new RecordBlock(withDevices: true);
            blocks.Read(0, records);
            Assert.Equal(RecordBlock.Uneven, records.Classes);
            Assert.Equal([2, 3, 4], Enumerable.Range(0, 3).Select(record => records.LogitsOf(record).Length));
            Assert.Equal([1, 2, 3], records.Golds.ToArray());
            Assert.Equal([null, "é", "cuda:0"], Enumerable.Range(0, 3).Select(records.Device));
            Assert.Equal($"{path}, row 3: guid 3: no", records.Error(2, "no").Message);
        }
    }

    static string Refusal(string path, int epoch)
    {
        var error = Assert.Throws<LogFormatException>(() =>
        {
            using var blocks = DynamicsBlocks.Open(new DynamicsFile(path, epoch));
            blocks.Read(0, new RecordBlock());
        });
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        return error.Message[path.Length..].TrimStart(',', ':', ' ');
    }

    [Theory]
    [InlineData("BIGINT", "INTEGER", "FLOAT")]
    [InlineData("INTEGER", "BIGINT", "DOUBLE")]
    [InlineData("UINTEGER", "UTINYINT", "FLOAT")]
    [InlineData("VARCHAR", "SMALLINT", "FLOAT")]
    public void Large_row_groups_of_another_program_come_in_pieces_and_in_any_order(string guid, string gold, string logit)
    {
        const int Rows = 200_000;
        Query(
            $"COPY (SELECT CAST(i AS {guid}) AS guid, CAST(i % 3 AS {gold}) AS gold, [CAST(i AS {logit}), CAST(-i AS {logit}), CAST(0.5 AS {logit})] AS logits, "
            + $"'cuda:' || (i % 2) AS device FROM range({Rows}) t(i)) TO '{this[0]}' (FORMAT parquet, ROW_GROUP_SIZE 150000)");
        using var blocks = DynamicsBlocks.Open(new DynamicsFile(this[0], 0));
        Assert.InRange(blocks.Count, Rows / (1 << 14), 40);
        var starts = new int[blocks.Count + 1];
        for (var block = 0; block < blocks.Count; block++)
        {
            starts[block + 1] = starts[block] + blocks.RecordsIn(block);
        }

        Assert.Equal(Rows, starts[^1]);
        Parallel.For(0, blocks.Count, place =>
        {
            var block = place % 2 == 0 ? place / 2 : blocks.Count - 1 - (place / 2);
            var records = new RecordBlock(withDevices: true);
            blocks.Read(block, records);
            Assert.Equal(blocks.RecordsIn(block), records.Count);
            Assert.Equal(3, records.Classes);
            for (var record = 0; record < records.Count; record++)
            {
                var row = starts[block] + record;
                Assert.True(records.HasGuid(record, guid == "VARCHAR" ? ExampleGuid.FromText($"{row}") : Integer(row)));
                Assert.True(records.Golds[record] == row % 3 && records.LogitsOf(record) is [var a, var b, 0.5f] && a == row && b == -row);
            }

            Assert.Equal(starts[block] + 1, records.Line(0));
            Assert.Equal($"cuda:{starts[block] % 2}", records.Device(0));
        });
    }

    [Fact]
    public void Guids_of_both_kinds_are_refused_with_their_row()
    {
        var error = Assert.Throws<LogFormatException>(() => Write(0, (Integer(1), [1f, 2f], 0, null), (ExampleGuid.FromText("1"), [1f, 2f], 0, null)));
        Assert.Equal(
            $"{this[0]}, row 2: guid 1 is a text, but those before are integers; a Parquet column has one type, so keep these records as JSON lines",
            error.Message);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_writer_of_both_formats_leaves_two_files_or_none()
    {
        var run = new RunFolder(_folder.Path);
        var paths = run.DynamicsPaths(0, LogFormat.Both);
        using (var writer = new DynamicsWriter(paths, 0, [Integer(5)], [1], "cpu"))
        {
            writer.Append([0], [1f, 2f]);
        }

        Assert.Empty(Directory.GetFiles(run.DynamicsFolder));
        using (var writer = new DynamicsWriter(paths, 0, [Integer(5)], [1], "cpu"))
        {
            writer.Append([0], [1f, 2f]);
            writer.Complete();
        }

        Assert.Equal(paths.Order(StringComparer.Ordinal), Directory.GetFiles(run.DynamicsFolder).Order(StringComparer.Ordinal));
        Assert.True(Assert.Single(DynamicsFile.Find(run.Path)).IsParquet);
        Assert.False(Assert.Single(DynamicsFile.Find(run.Path, LogFormat.Jsonl)).IsParquet);
    }
}
