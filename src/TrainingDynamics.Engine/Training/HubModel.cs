using TrainingDynamics.Engine.Weights;
using TrainingDynamics.Hub;

namespace TrainingDynamics.Engine.Training;

/// <summary>Brings a model's files from the Hub, or from the cache of earlier downloads.</summary>
static class HubModel
{
    /// <summary>
    /// The folder that holds the model's files as <see cref="ModelSource"/> reads them, all of one commit. Server, cache
    /// and token are those of the environment.
    /// </summary>
    /// <param name="id">A repository's id.</param>
    /// <param name="withWeights">Whether weights are wanted beside config and tokenizer.</param>
    /// <param name="observer">Told how the download goes; null: nobody.</param>
    /// <param name="stop">Ends it; what has come stays and is continued the next time.</param>
    /// <exception cref="ModelSourceException">There is no tokenizer; found out before the weights are downloaded.</exception>
    /// <exception cref="HubException">A file cannot be downloaded.</exception>
    /// <exception cref="WeightsFormatException">The index of weights in several files is malformed.</exception>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public static string Fetch(string id, bool withWeights, IPreparationObserver? observer, CancellationToken stop)
    {
        using var client = new HubClient(
            HubSettings.FromEnvironment(), new HubClientOptions { Warn = warning => observer?.Warn(warning) });
        var config = client.TryDownload(HubRepository.Model(id), ModelSource.ConfigFile, observer, stop)
            ?? (withWeights ? client.TryDownload(HubRepository.Model(id), LoraConfigFile.Name, observer, stop) : null)
            // Requests it once more, to report the server's reason if it is unavailable.
            ?? client.Download(HubRepository.Model(id), ModelSource.ConfigFile, observer, stop);
        var folder = Path.GetDirectoryName(config)!;
        // A snapshot's folder is named by its commit; a push between two files then mixes no two models.
        var pinned = HubRepository.Model(id, Path.GetFileName(folder));
        foreach (var file in TokenizerFolder.Files)
        {
            client.TryDownload(pinned, file, observer, stop);
        }

        if (!TokenizerFolder.IsIn(folder) && Path.GetFileName(config) != LoraConfigFile.Name)
        {
            throw new ModelSourceException($"{id}: the Hub has no tokenizer for it, expected {TokenizerFolder.Expected}");
        }

        if (withWeights)
        {
            FetchWeights(client, pinned, observer, stop);
        }

        return folder;
    }

    static string? FetchAdapter(HubClient client, HubRepository model, IPreparationObserver? observer, CancellationToken stop) =>
        client.TryDownload(model, LoraConfigFile.Name, observer, stop) is null ? null
        : AdapterWeights.Names.Select(name => client.TryDownload(model, name, observer, stop)).FirstOrDefault(path => path is not null)
            ?? client.Download(model, AdapterWeights.Names[0], observer, stop);

    static void FetchWeights(HubClient client, HubRepository model, IPreparationObserver? observer, CancellationToken stop)
    {
        var found = WeightsFiles.Names.Select(name => client.TryDownload(model, name, observer, stop)).FirstOrDefault(path => path is not null)
            ?? FetchAdapter(client, model, observer, stop)
            // Requests the file that most models have, to report the server's reason if it is unavailable.
            ?? client.Download(model, ModelSource.WeightsFile, observer, stop);
        if (!WeightsIndex.IsIndex(found))
        {
            return;
        }

        foreach (var file in WeightsIndex.Read(found).Files)
        {
            client.Download(model, file, observer, stop);
        }
    }
}
