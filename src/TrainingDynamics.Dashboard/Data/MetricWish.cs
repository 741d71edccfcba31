namespace TrainingDynamics.Dashboard.Data;

/// <summary>A metric that somebody wants to see.</summary>
/// <param name="Name">See <see cref="MetricValues.Names"/>.</param>
/// <param name="Epochs">Of the first so many.</param>
sealed record MetricWish(string Name, int Epochs);
