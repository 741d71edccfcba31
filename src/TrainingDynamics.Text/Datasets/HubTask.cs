using TrainingDynamics.Text.Hub;

namespace TrainingDynamics.Text.Datasets;

/// <summary>Brings a task's Parquet files from the Hub, or from the cache of earlier downloads.</summary>
static class HubTask
{
    /// <summary>The folder that holds the task's files, all of one commit.</summary>
    /// <exception cref="HubException">A file cannot be had.</exception>
    /// <exception cref="DatasetFormatException">The repository has no files of the task.</exception>
    public static string Fetch(TaskLayout layout, HubClient client, IProgress<HubProgress>? progress, CancellationToken stop)
    {
        var repository = HubRepository.Dataset(layout.HubId!);
        string prefix = $"{layout.HubFolder}/";
        var listed = client.ListFiles(repository, stop);
        string[] wanted =
        [
            .. layout.Splits.SelectMany(split => listed.Where(
                name => name.StartsWith(prefix, StringComparison.Ordinal) && split.IsParquetName(name[prefix.Length..]))),
        ];
        if (wanted.Length == 0)
        {
            throw new DatasetFormatException(
                repository.ToString(),
                null,
                $"found no {prefix}{layout.Train.Parquet}-*.parquet, expected the files of task '{layout.Name}'; "
                + "pass a folder that holds them as --data-dir");
        }

        string folder = Path.GetDirectoryName(client.Download(repository, wanted[0], progress, stop))!;
        // A snapshot's folder is named by its commit; a push between two files then mixes no two versions.
        var pinned = HubRepository.Dataset(layout.HubId!, Path.GetFileName(Path.GetDirectoryName(folder)!));
        foreach (string name in wanted.Skip(1))
            client.Download(pinned, name, progress, stop);
        return folder;
    }
}
