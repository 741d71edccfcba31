namespace TrainingDynamics.Hub;

/// <summary>Brings files of one folder of a data set from the Hub, or from the cache of earlier downloads.</summary>
public static class HubFolder
{
    /// <summary>The local folder that then holds the wanted files, all of one commit.</summary>
    /// <param name="client">Whoever calls closes it.</param>
    /// <param name="dataset">The data set's id, e.g. <c>nyu-mll/glue</c>.</param>
    /// <param name="folder">A folder of the data set, e.g. <c>sst2</c>.</param>
    /// <param name="isWanted">Asked with every file's name in that folder.</param>
    /// <param name="expected">What is looked for, for the message when no file is wanted.</param>
    /// <param name="progress">Told how downloads go.</param>
    /// <param name="stop">Ends downloads.</param>
    /// <exception cref="HubException">A file cannot be had, or none is wanted.</exception>
    public static string Fetch(
        HubClient client,
        string dataset,
        string folder,
        Func<string, bool> isWanted,
        string expected,
        IProgress<HubProgress>? progress = null,
        CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(isWanted);
        var repository = HubRepository.Dataset(dataset);
        var prefix = $"{folder}/";
        string[] wanted =
        [
            .. client.ListFiles(repository, stop)
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && isWanted(name[prefix.Length..])),
        ];
        if (wanted.Length == 0)
        {
            throw new HubException(
                HubFault.EntryNotFound,
                $"{repository}: found no files of {expected} in its folder {folder}; pass a folder that holds them as --data-dir");
        }

        var local = Path.GetDirectoryName(client.Download(repository, wanted[0], progress, stop))!;
        // A snapshot's folder is named by its commit; a push between two files then mixes no two versions.
        var pinned = HubRepository.Dataset(dataset, Path.GetFileName(Path.GetDirectoryName(local)!));
        foreach (var name in wanted.Skip(1))
        {
            client.Download(pinned, name, progress, stop);
        }

        return local;
    }
}
