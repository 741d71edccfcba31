namespace TrainingDynamics.Engine.Training;

/// <summary>Makes one whole checkpoint of an adapter and the model that it belongs to.</summary>
public static class ModelMerge
{
    /// <summary>Writes config, weights in float32 and tokenizer, as a run that trained all weights leaves them.</summary>
    /// <param name="model">A folder with an adapter in PEFT's layout, a run that trained one, or a Hub id.</param>
    /// <param name="folder">Made where it is not there.</param>
    /// <param name="overwrite">Whether a model that lies there is replaced.</param>
    /// <param name="observer">Told how a download goes, and what of a checkpoint was not used; null: nobody.</param>
    /// <param name="stop">Ends a download.</param>
    /// <returns>The number of weights that the adapter changed or replaced.</returns>
    /// <exception cref="EngineException">There is no such model, it has no adapter, or the two do not fit.</exception>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public static int Write(string model, string folder, bool overwrite, IPreparationObserver? observer, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(model);
        var source = ModelSource.FineTuned(model, observer, stop);
        if (source.Adapter is null)
        {
            throw new ModelSourceException($"{model}: found whole weights, expected an adapter ({LoraConfigFile.Name} and its weights); there is nothing to merge");
        }

        if (!overwrite && ModelFolder.Files.Select(file => Path.Combine(folder, file)).FirstOrDefault(Path.Exists) is { } taken)
        {
            throw new ModelSourceException($"{taken} is there already; pass --overwrite to replace it, or name another folder");
        }

        TorchLibrary.Load();
        using var whole = TextClassifier.Create(source.Config with { Frozen = FrozenParts.WholeEncoder }, CPU, new NativeDropout());
        var report = source.Fill(whole);
        if (report.Initialized.Count > 0)
        {
            throw new ModelSourceException($"{model}: neither the adapter nor {source.WeightsPath} has {string.Join(", ", report.Initialized)}; expected a classifier");
        }

        observer?.Loaded(report);
        foreach (var file in new[] { LoraConfigFile.Name }.Concat(Weights.AdapterWeights.Names).Select(name => Path.Combine(folder, name)).Where(File.Exists))
        {
            File.Delete(file); // or the folder would be read as an adapter's
        }

        ModelFolder.Save(whole, source.Tokenizer, folder);
        return source.Adapter.Count();
    }
}
