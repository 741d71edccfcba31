namespace TrainingDynamics.Dashboard.Data;

/// <summary>
/// The marks of a run: those of its journal and, of examples that the journal does not name, those of a <c>marked_examples.csv</c> that is older
/// than the journal. May be called from any thread.
/// </summary>
sealed class RunMarks(string run)
{
    readonly Lock _lock = new();
    readonly MarkJournal _journal = new(RunFolder.Of(run).MarksPath);
    ImmutableArray<ExampleGuid>? _fromTable;
    ImmutableHashSet<ExampleGuid> _marks = [];

    public void Append(ExampleGuid guid, bool isMarked)
    {
        lock (_lock)
        {
            _journal.Append(guid, isMarked, DateTime.UtcNow);
        }
    }

    /// <summary>All marks; the same object while none has changed.</summary>
    /// <param name="guids">The run's guids, to which the table is restricted; null: not known yet, and the table is not read.</param>
    /// <exception cref="LogFormatException">The journal cannot be read.</exception>
    /// <exception cref="IOException">The table cannot be read.</exception>
    public ImmutableHashSet<ExampleGuid> Read(ExampleGuid[]? guids)
    {
        lock (_lock)
        {
            var isNew = _journal.ReadNew();
            if (_fromTable is null && guids is not null)
            {
                (_fromTable, isNew) = (MarksFile.Read(run, guids), true);
            }

            if (isNew)
            {
                _marks =
                [
                    .. _journal.Known.Where(pair => pair.Value).Select(pair => pair.Key),
                    .. (_fromTable ?? []).Where(guid => !_journal.Known.ContainsKey(guid)),
                ];
            }

            return _marks;
        }
    }
}
