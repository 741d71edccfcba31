using System.Text.Json.Serialization;

namespace TrainingDynamics.Engine.Optim;

/// <summary>
/// Linear warm-up from 0 to the peak, then the course of <paramref name="Kind"/>. Source: the six schedules of Hugging Face's
/// <c>get_scheduler</c> with their default parameters.
/// </summary>
/// <param name="Kind">What comes after the warm-up; <see cref="ScheduleKind.Constant"/> has none.</param>
/// <param name="Peak">The highest rate, above 0; of a polynomial above 1e-7, where it ends.</param>
/// <param name="WarmupSteps">Steps until the peak; 0 starts there.</param>
/// <param name="TotalSteps">Steps of the whole run.</param>
sealed record LearningRateSchedule(ScheduleKind Kind, double Peak, int WarmupSteps, int TotalSteps)
{
    /// <summary>Where <see cref="ScheduleKind.Polynomial"/> ends.</summary>
    public const double PolynomialEnd = 1e-7;

    /// <summary>The rate in force in a step, counted from 0; in [0, <see cref="Peak"/>].</summary>
    public double At(int step) => Kind == ScheduleKind.Constant ? Peak
        : step < WarmupSteps ? Peak * step / WarmupSteps
        : AfterWarmup((double)(step - WarmupSteps) / Math.Max(1, TotalSteps - WarmupSteps));

    /// <summary>progress: 0 at the end of the warm-up, 1 at the end of the run.</summary>
    double AfterWarmup(double progress) => Kind switch
    {
        ScheduleKind.Linear => Peak * Math.Max(0, 1 - progress),
        ScheduleKind.Cosine => Peak * HalfCosine(progress),
        // One cycle, as without restarts, except that the rate stays 0 after the end.
        ScheduleKind.CosineWithRestarts => progress < 1 ? Peak * HalfCosine(progress) : 0,
        ScheduleKind.Polynomial => (Peak - PolynomialEnd) * Math.Max(0, 1 - progress) + PolynomialEnd,
        _ => Peak,
    };

    static double HalfCosine(double progress) => (1 + Math.Cos(Math.PI * progress)) / 2;
}

/// <summary>The course of the learning rate after its warm-up, by Hugging Face's names.</summary>
public enum ScheduleKind
{
    /// <summary>Falls evenly to 0.</summary>
    [JsonStringEnumMemberName("linear")]
    Linear,

    /// <summary>Falls along half a cosine to 0.</summary>
    [JsonStringEnumMemberName("cosine")]
    Cosine,

    /// <summary>As <see cref="Cosine"/>, from the peak again for every cycle; Hugging Face's default is one cycle.</summary>
    [JsonStringEnumMemberName("cosine_with_restarts")]
    CosineWithRestarts,

    /// <summary>Falls to 1e-7 as a power of the time left; Hugging Face's default power is 1.</summary>
    [JsonStringEnumMemberName("polynomial")]
    Polynomial,

    /// <summary>The peak from the first step to the last, without warm-up.</summary>
    [JsonStringEnumMemberName("constant")]
    Constant,

    /// <summary>Stays at the peak.</summary>
    [JsonStringEnumMemberName("constant_with_warmup")]
    ConstantWithWarmup,
}
