namespace TrainingDynamics.Hub;

/// <summary>Downloads files of one folder of a data set, or finds them in the cache.</summary>
public static class HubFolder
{
    /// <summary>The local folder that then has the wanted files, all of one commit.</summary>
    /// <param name="client">The caller disposes it.</param>
    /// <param name="dataset">The data set's id, such as <c>nyu-mll/glue</c>.</param>
    /// <param name="folder">A folder of the data set, such as <c>sst2</c>.</param>
    /// <param name="isWanted">True for the name of a wanted file in that folder.</param>
    /// <param name="expected">What is wanted, for the message when nothing is found.</param>
    /// <param name="progress">Told about downloads.</param>
    /// <param name="stop">Ends downloads.</param>
    /// <exception cref="HubException">A file is not available, or none is wanted.</exception>
    public static string Fetch(
        HubClient client,
        string dataset,
        string folder,
        Func<string, bool> isWanted,
        string expected,
        IProgress<HubProgress>? progress = null,
        CancellationToken stop = default)
    {
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
