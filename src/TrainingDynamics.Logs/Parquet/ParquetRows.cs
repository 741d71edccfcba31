using ParquetSharp;

namespace TrainingDynamics.Logs;

/// <summary>Some leaves of a file, read side by side, a row group after another or in any order. One thread at a time.</summary>
public sealed class ParquetRows : IDisposable
{
    readonly ParquetFile _file;
    readonly ParquetColumn[] _columns;
    RowGroupReader? _reader;

    internal ParquetRows(ParquetFile file, IReadOnlyList<ParquetLeaf> leaves)
    {
        _file = file;
        _columns = new ParquetColumn[leaves.Count];
        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i] = new ParquetColumn(leaves[i]);
        }
    }

    /// <summary>The row group that is read; −1 before the first.</summary>
    public int Group { get; private set; } = -1;

    /// <summary>In the group.</summary>
    public long Count => Group < 0 ? 0 : _file.RowsIn(Group);

    /// <summary>How many of them are read.</summary>
    public long Place { get; private set; }

    /// <summary>By the leaves that are read.</summary>
    public IReadOnlyList<ParquetColumn> Columns => _columns;

    /// <summary>Goes to the first row of a row group.</summary>
    /// <exception cref="LogFormatException">The group is damaged.</exception>
    public void Open(int group) => ParquetFile.Reading(_file.Path, () =>
    {
        Close();
        (Group, Place) = (group, 0);
        _reader = _file.Group(group);
        foreach (var column in _columns)
        {
            column.Open(_reader);
        }

        return true;
    });

    /// <summary>Reads the next rows of the group into the columns.</summary>
    /// <param name="rows">At most those that are left.</param>
    /// <exception cref="LogFormatException">The group is damaged, or a column has another number of rows than the group.</exception>
    public void Read(int rows) => ParquetFile.Reading(_file.Path, () =>
    {
        Place += rows;
        foreach (var column in _columns)
        {
            if (!column.TryRead(rows, isLast: Place == Count))
            {
                throw ParquetFile.Unreadable(
                    _file.Path, FormattableString.Invariant($"the column {column.Leaf.Column} has other rows than the {Count} of its group"), null);
            }
        }

        return true;
    });

    /// <inheritdoc/>
    public void Dispose() => Close();

    void Close()
    {
        foreach (var column in _columns)
        {
            column.Close();
        }

        _reader?.Dispose();
        _reader = null;
    }
}
