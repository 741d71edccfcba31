namespace TrainingDynamics.Data;

/// <summary>Reads data sets that are no known task.</summary>
public static class OwnFiles
{
    /// <summary>
    /// Reads both files. Labels are the training file's: text sorted by code points, whole numbers by their size, both with
    /// their spelling as label names; with a fraction among them they are scores of a regression. CSV and TSV do not tell
    /// numbers from text, so there a label is what it looks like; TSV is read as GLUE writes it, quotation marks being
    /// characters like any other.
    /// </summary>
    /// <exception cref="DatasetFormatException">A file is missing or malformed, or its labels or columns do not fit.</exception>
    public static TaskData Load(OwnFilesRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var train = TableFile.Read(request.TrainFile);
        var validation = TableFile.Read(request.ValidationFile);
        var columns = OwnColumns.Of(train, request);
        var labels = OwnLabels.Of(train, columns.Label);
        string name = request.Name ?? Path.GetFileNameWithoutExtension(request.TrainFile);
        return new TaskData(
            name,
            DatasetReader.Read(train, $"{name}/train", columns, labels),
            DatasetReader.Read(
                validation, $"{name}/validation", columns with { Guid = OwnColumns.GuidOf(validation, request) }, labels));
    }
}
