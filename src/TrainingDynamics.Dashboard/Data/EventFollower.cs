namespace TrainingDynamics.Dashboard.Data;

/// <summary>Follows an events file, also when a new run replaces it.</summary>
/// <param name="path">The file; it need not exist yet.</param>
/// <param name="isSparse">See <see cref="EventReader"/>.</param>
sealed class EventFollower(string path, bool isSparse = false)
{
    // The events of days are millions: folded in parts, they are never all in memory.
    const int Part = 10_000;

    EventReader _reader = new(path, isSparse);
    long _length = -1;

    /// <summary>The events since the last call, in parts; if the file was replaced, all events of the new one.</summary>
    /// <exception cref="LogFormatException">A line is malformed.</exception>
    public IEnumerable<(IReadOnlyList<RunEvent> Happened, bool IsReplaced)> ReadNew()
    {
        var length = FileStatus.Of(path).Length; // of what a link leads to
        var replaced = length < _length;
        if (replaced)
        {
            _reader = new EventReader(path, isSparse);
        }

        var grown = length != _length;
        _length = length;
        while (grown)
        {
            var happened = _reader.ReadNew(Part);
            yield return (happened, replaced);
            replaced = false;
            grown = happened.Count >= Part;
        }
    }
}
