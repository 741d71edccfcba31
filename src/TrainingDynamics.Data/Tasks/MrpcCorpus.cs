namespace TrainingDynamics.Data;

/// <summary>
/// MRPC as published by Microsoft: one training file, from which GLUE's list of id pairs takes the development set. Row numbers of that file are
/// the Hub's <c>idx</c>; those of GLUE's <c>train.tsv</c> and <c>dev.tsv</c> cannot be.
/// </summary>
static class MrpcCorpus
{
    const string TrainFile = "msr_paraphrase_train.txt";
    const string FirstId = "#1 ID";
    const string SecondId = "#2 ID";

    static readonly string[] DevIdFiles = ["mrpc_dev_ids.tsv", "dev_ids.tsv"];

    /// <summary>Null unless the folder has both files.</summary>
    public static TaskData? TryRead(TaskLayout layout, string folder)
    {
        var path = Path.Combine(folder, TrainFile);
        var idPath = DevIdFiles.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        if (idPath is null || !File.Exists(path))
        {
            return null;
        }

        string[] ids = [FirstId, SecondId];
        var listed = DelimitedFile.Read([idPath], new DelimitedLayout(TableFormat.Tsv, ids, Header: ids, IsLenient: true));
        var devIds = listed.Rows.Select(row => (row[0].Text, row[1].Text)).ToHashSet();
        var table = DelimitedFile.Read([path], new DelimitedLayout(TableFormat.Tsv, [.. layout.Columns.Names, .. ids]));
        int first = table.ColumnOf(FirstId), second = table.ColumnOf(SecondId);
        bool IsDev(DataRow row) => devIds.Contains((row[first].Text, row[second].Text));
        return new TaskData(
            layout.Name,
            DatasetReader.Read(table, $"{layout.Name}/train", layout.Columns, layout.Labels, row => !IsDev(row)),
            DatasetReader.Read(table, $"{layout.Name}/dev", layout.Columns, layout.Labels, IsDev))
        {
            Metrics = layout.Metrics,
        };
    }
}
