namespace TrainingDynamics.Data;

/// <summary>Reads the user's own data sets.</summary>
public static class OwnFiles
{
    /// <summary>
    /// Reads all files. Label names are the training file's labels as spelt there: texts sorted by code points, whole numbers by size; if a label
    /// has a fraction, labels are regression targets. CSV and TSV do not tell numbers from text, so their labels are judged by their look; TSV is
    /// read as GLUE writes it, where a quotation mark is an ordinary character.
    /// </summary>
    /// <exception cref="DatasetFormatException">A file is missing or malformed, or its labels or columns do not fit.</exception>
    /// <exception cref="TextInputException">There is no validation data, or too little for the requested share.</exception>
    public static TaskData Load(OwnFilesRequest request)
    {
        var (train, labels) = ReadTrain(request);
        var (learnt, measured) = request.ValidationFile is { } file
            ? (train, Read(file, "validation", train, labels.Rule, request))
            : ValidationSplit.Of(
                train, $"{NameOf(request)}/validation", request.ValidationSplit ?? throw NoValidation(request), request.Seed);
        var test = request.TestFile is { } third ? ReadTest(third, train, labels.Rule, request) : null;
        return new TaskData(NameOf(request), learnt, measured)
        {
            Test = test,
            Notes =
            [
                .. new[] { train, measured, test }.Select(set => set?.FormNote).OfType<string>().Distinct(),
                .. labels.Notes.Select(note => $"{request.TrainFile}: {note}"),
                .. GivenAway.Notes(train),
            ],
        };
    }

    /// <summary>Reads only labels and guids of a training file, so that its text need not be known.</summary>
    /// <returns>The rows; the column of the text is one of the other two.</returns>
    /// <exception cref="DatasetFormatException">It is missing or malformed, or its columns do not fit.</exception>
    public static (ExampleColumns Columns, DataTable Table) ReadLabels(OwnFilesRequest request)
    {
        var table = TableFile.Read([request.TrainFile, .. request.MoreTrainFiles], request.Form);
        var label = OwnColumns.LabelOf(table, request);
        var guid = OwnColumns.GuidOf(table, request with { LabelColumn = label });
        return (new ExampleColumns(guid, guid ?? label, null, label), table);
    }

    /// <summary>How a file would be read for training: its form, and the columns that the request names or their names tell.</summary>
    /// <exception cref="DatasetFormatException">It is missing or malformed, or its columns do not fit.</exception>
    public static DataFileLayout LayoutOf(OwnFilesRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var table = TableFile.Read([request.TrainFile, .. request.MoreTrainFiles], request.Form);
        return DataFileLayouts.Of(OwnColumns.Of(table, request), table.Layout);
    }

    /// <summary>The examples of a table without their golds; columns are chosen as in a training file.</summary>
    /// <param name="table">With or without labels.</param>
    /// <param name="request">Names the columns; its files are not read.</param>
    /// <exception cref="DatasetFormatException">A column is missing, or it is not clear which one is the text; or a text is missing.</exception>
    public static Dataset LoadTexts(DataTable table, OwnFilesRequest request) => DatasetReader.Read(
        table, table.Path, OwnColumns.Of(table, request, hasLabels: false), LabelRule.OfScores(skipsUnlabelled: false), hasLabels: false);

    /// <summary>Adds a test file to a known task; its columns and labels are those of the task.</summary>
    /// <exception cref="DatasetFormatException">It is missing or malformed, or its labels or columns do not fit.</exception>
    public static TaskData WithTest(TaskData data, string path)
    {
        var labels = data.Train.IsRegression ? LabelRule.OfScores() : LabelRule.OfTask(data.Train.LabelNames, [], leavesOutIncomplete: false);
        return data with { Test = ReadTest(path, data.Train, labels, new OwnFilesRequest("", null) { Name = data.Task }) };
    }

    internal static (Dataset Train, OwnLabels Labels) ReadTrain(OwnFilesRequest request)
    {
        var table = TableFile.Read([request.TrainFile, .. request.MoreTrainFiles], request.Form);
        var columns = OwnColumns.Of(table, request);
        var labels = OwnLabels.Of(table, columns.Label, request);
        return (DatasetReader.Read(table, $"{NameOf(request)}/train", columns, labels.Rule), labels);
    }

    static Dataset Read(string path, string split, Dataset train, LabelRule labels, OwnFilesRequest request)
    {
        var table = TableFile.Read([path], request.Form);
        return DatasetReader.Read(table, $"{NameOf(request)}/{split}", ColumnsOf(table, train, request), labels);
    }

    // Those of GLUE's test sets that have labels at all have -1.
    static Dataset ReadTest(string path, Dataset train, LabelRule labels, OwnFilesRequest request)
    {
        var table = TableFile.Read([path], request.Form);
        var columns = ColumnsOf(table, train, request);
        var label = table.ColumnOf(columns.Label);
        var hasLabels = label >= 0
            && !table.Rows.All(row => labels.IsMissing(row[label]) || (row[label].Text == "-1" && !train.LabelNames.Contains("-1")));
        return DatasetReader.Read(table, $"{NameOf(request)}/test", columns, labels, hasLabels: hasLabels);
    }

    static ExampleColumns ColumnsOf(DataTable table, Dataset train, OwnFilesRequest request)
    {
        var columns = train.Columns!;
        return columns with
        {
            Guid = OwnColumns.GuidOf(table, request with { LabelColumn = columns.Label, TextColumn = columns.Text, PairColumn = columns.Pair }),
        };
    }

    static string NameOf(OwnFilesRequest request) => request.Name ?? DataName.Of(request.TrainFile);

    static TextInputException NoValidation(OwnFilesRequest request) => new(
        $"{request.TrainFile}: found no file to measure on beside it, expected one; pass --validation-file FILE, or --validation-split 0.1 "
        + "to measure on a tenth of the rows");
}
