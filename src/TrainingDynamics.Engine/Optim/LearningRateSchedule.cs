namespace TrainingDynamics.Engine.Optim;

/// <summary>
/// Linear warm-up from 0 to the peak, then linear decay to 0. Source: Hugging Face's <c>get_linear_schedule_with_warmup</c>.
/// </summary>
/// <param name="Peak">The highest rate, above 0.</param>
/// <param name="WarmupSteps">Steps until the peak; 0 starts there.</param>
/// <param name="TotalSteps">Steps of the whole run; the rate after them is 0.</param>
public sealed record LearningRateSchedule(double Peak, int WarmupSteps, int TotalSteps)
{
    /// <summary>The rate in force in a step, counted from 0; in [0, <see cref="Peak"/>].</summary>
    public double At(int step) => step < WarmupSteps
        ? Peak * step / Math.Max(1, WarmupSteps)
        : Peak * Math.Max(0, TotalSteps - step) / Math.Max(1, TotalSteps - WarmupSteps);
}
