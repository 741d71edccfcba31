using System.Runtime.CompilerServices;

namespace TrainingDynamics.Logs;

/// <summary>
/// A Parquet file in row groups, large ones in pieces: columns <c>guid</c> (integers or texts), <c>gold</c> (integers; numbers in a
/// regression), <c>logits</c> or <c>logits_epoch_N</c> (lists of numbers) and <c>device</c> (texts, or not there). Others are skipped.
/// </summary>
sealed class ParquetBlocks : DynamicsBlocks
{
    // What a block holds at most of a row group that is larger than those that RecordFile writes.
    const int PieceRows = 1 << 14;
    const int PieceLogits = 1 << 20;
    const int PieceBytes = 1 << 23;

    const int Guids = 0;
    const int Golds = 1;
    const int Logits = 2;
    const int Devices = 3;

    readonly ParquetFile _file;
    readonly ParquetLeaf[] _leaves;
    readonly Piece[] _pieces;

    // With their memory, and perhaps in the middle of a group, for whoever wants the next piece.
    readonly List<ParquetRows> _idle = [];

    ParquetBlocks(ParquetFile file, ParquetLeaf[] leaves, Piece[] pieces)
        : base(file.Path, pieces.Length)
    {
        (_file, _leaves, _pieces) = (file, leaves, pieces);
    }

    /// <summary>Opens the file.</summary>
    /// <exception cref="LogFormatException">It cannot be read, is of another epoch, or lacks a column.</exception>
    /// <remarks>Not inlined, so that JSON lines are read without loading the Parquet library.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ParquetBlocks OpenGroups(DynamicsFile file)
    {
        var parquet = ParquetFile.Open(file.Path);
        try
        {
            CheckEpoch(file, parquet);
            var leaves = LeavesOf(file, parquet);
            return new ParquetBlocks(parquet, leaves, PiecesOf(parquet, leaves[Logits]));
        }
        catch
        {
            parquet.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override int RecordsIn(int block) => _pieces[block].Rows;

    /// <inheritdoc/>
    public override void Read(int block, RecordBlock records)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)block, (uint)Count, nameof(block));
        records.Begin(this, block);
        var piece = _pieces[block];
        var rows = Take(piece, records.HasDevices ? _leaves.Length : Devices);
        try
        {
            while (rows.Place < piece.Place)
            {
                rows.Read((int)Math.Min(PieceRows, piece.Place - rows.Place));
            }

            rows.Read(piece.Rows);
            new ParquetRecords(Path, piece.First, rows.Columns).Take(records);
        }
        catch
        {
            rows.Dispose();
            throw;
        }

        lock (_idle)
        {
            _idle.Add(rows);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (var rows in _idle)
        {
            rows.Dispose();
        }

        _file.Dispose();
    }

    internal override long LineOf(int block, int record, ReadOnlySpan<byte> before) => _pieces[block].First + record + 1;

    static void CheckEpoch(DynamicsFile file, ParquetFile parquet)
    {
        if (ParquetColumns.EpochOf(parquet.Metadata) is { } epoch && epoch != file.Epoch)
        {
            throw new LogFormatException(
                file.Path, 0, $"the file's name says epoch {file.Epoch} and its metadata epoch {parquet.Metadata[ParquetColumns.Epoch]}");
        }
    }

    static ParquetLeaf[] LeavesOf(DynamicsFile file, ParquetFile parquet)
    {
        ParquetLeaf? Find(Predicate<string> isWanted) => Array.Find(parquet.Leaves, leaf => isWanted(leaf.Column));

        ParquetLeaf Need(string name, Predicate<string> isWanted) => Find(isWanted) ?? throw new LogFormatException(
            file.Path, 0, $"no column {name}, expected guid, gold and logits; there are {string.Join(", ", parquet.ColumnNames)}");

        ParquetLeaf[] needed =
        [
            Need(ParquetColumns.Guid, name => name == ParquetColumns.Guid),
            Need(ParquetColumns.Gold, name => name == ParquetColumns.Gold),
            Need(ParquetColumns.Logits, name => ParquetColumns.IsLogits(name, file.Epoch)),
        ];
        if (!needed[Logits].IsList)
        {
            throw new LogFormatException(file.Path, 0, $"the column {needed[Logits].Column} holds no lists, expected a list of numbers in every row");
        }

        foreach (var leaf in needed)
        {
            if (!leaf.IsReadable || (leaf != needed[Logits] && !leaf.IsFlat))
            {
                throw new LogFormatException(
                    file.Path,
                    0,
                    $"the column {leaf.Column} is of type {(leaf.IsReadable ? "list or structure" : leaf.TypeName)}, "
                    + "expected guid: integer or text, gold: integer, logits: list of numbers");
            }
        }

        return Find(name => name == ParquetColumns.Device) is { IsFlat: true, IsReadable: true } device ? [.. needed, device] : needed;
    }

    static Piece[] PiecesOf(ParquetFile file, ParquetLeaf logits)
    {
        var pieces = new List<Piece>(file.GroupCount);
        var first = 0L;
        for (var group = 0; group < file.GroupCount; group++)
        {
            var rows = file.RowsIn(group);
            long most = PieceRows;
            if (rows > PieceRows || file.BytesIn(group) > PieceBytes)
            {
                most = Math.Clamp(PieceLogits / Math.Max(1, file.ValuesOf(group, logits) / Math.Max(1, rows)), 1, PieceRows);
            }

            for (var place = 0L; place < rows; place += most)
            {
                pieces.Add(new Piece(group, place, (int)Math.Min(most, rows - place), first + place));
            }

            first += rows;
        }

        return [.. pieces];
    }

    // What is nearest before the piece, else what is in another group, else new.
    ParquetRows Take(Piece piece, int columns)
    {
        var taken = (ParquetRows?)null;
        lock (_idle)
        {
            foreach (var rows in _idle)
            {
                if (rows.Columns.Count == columns && PlaceBefore(piece, rows) >= (taken is null ? -1 : PlaceBefore(piece, taken)))
                {
                    taken = rows;
                }
            }

            if (taken is not null)
            {
                _idle.Remove(taken);
            }
        }

        taken ??= _file.Rows(_leaves[..columns]);
        if (PlaceBefore(piece, taken) < 0)
        {
            taken.Open(piece.Group);
        }

        return taken;
    }

    // Where the rows are in the piece's group; −1 where they have to begin it.
    static long PlaceBefore(Piece piece, ParquetRows rows) => rows.Group == piece.Group && rows.Place <= piece.Place ? rows.Place : -1;

    /// <summary>Some rows of a row group.</summary>
    /// <param name="Group">0-based.</param>
    /// <param name="Place">Where the rows begin in the group.</param>
    /// <param name="Rows">At least one.</param>
    /// <param name="First">Where they begin in the file.</param>
    sealed record Piece(int Group, long Place, int Rows, long First);
}
