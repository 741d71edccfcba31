namespace TrainingDynamics.Logs;

/// <summary>The records of one dynamics file, one <see cref="Read"/> at a time.</summary>
public sealed class DynamicsReader : IDynamicsRecords
{
    readonly DynamicsBlocks _blocks;
    readonly RecordBlock _records = new(withDevices: true);
    int _next;
    int _record = -1;

    /// <summary>Opens the file; nothing is read yet.</summary>
    /// <exception cref="LogFormatException">The file is missing or cannot be opened.</exception>
    public DynamicsReader(DynamicsFile file) => _blocks = DynamicsBlocks.Open(file);

    /// <inheritdoc/>
    public ExampleGuid Guid => _records.Guid(_record);

    /// <inheritdoc/>
    public ReadOnlySpan<float> Logits => _records.LogitsOf(_record);

    /// <inheritdoc/>
    public int Gold => _records.Golds[_record];

    /// <inheritdoc/>
    public double Score => _records.Score(_record);

    /// <inheritdoc/>
    public bool IsRegression => _records.IsRegression(_record);

    /// <inheritdoc/>
    public string? Device => _records.Device(_record);

    /// <inheritdoc/>
    public long Line => _records.Count == 0 ? 0 : _records.Line(Math.Min(_record, _records.Count - 1));

    /// <inheritdoc/>
    public bool Read()
    {
        _record++;
        while (_record >= _records.Count && _next < _blocks.Count)
        {
            _blocks.Read(_next++, _records);
            _record = 0;
        }

        return _record < _records.Count;
    }

    /// <inheritdoc/>
    public LogFormatException Error(string problem) => _records.Error(_record, problem);

    /// <inheritdoc/>
    public void Dispose() => _blocks.Dispose();
}
