namespace TrainingDynamics.Engine.Training;

/// <summary>
/// Decides the label ids: the model's order if a known task's classes are those that the model was trained on, else the
/// data's. Source: Hugging Face's <c>run_glue</c> examples.
/// </summary>
static class ClassOrder
{
    /// <summary>The data's label names in the order of the model's logits.</summary>
    /// <param name="config">As it was read.</param>
    /// <param name="data">What is trained on.</param>
    /// <param name="observer">Told if the model has other names than the data; may be null.</param>
    public static IReadOnlyList<string> Of(ModelConfig config, TaskData data, IPreparationObserver? observer)
    {
        var wanted = data.Train.LabelNames;
        if (data.Train.IsRegression || !TaskCatalog.TaskNames.Contains(data.Task) || config.HasDefaultLabels || config.Labels != wanted.Count)
        {
            return wanted;
        }

        // Some models were trained with capitals.
        List<string> names = [.. config.LabelNames.Select(name => name.ToLowerInvariant())];
        if (names.Order(StringComparer.Ordinal).SequenceEqual(wanted.Order(StringComparer.Ordinal)))
        {
            return names;
        }

        observer?.Warn(
            $"the model's labels {string.Join(", ", config.LabelNames)} are not the data's {string.Join(", ", wanted)}; "
            + "its classifier goes on with the data's in their order");
        return wanted;
    }
}
