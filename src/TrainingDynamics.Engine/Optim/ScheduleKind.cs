using System.Text.Json.Serialization;

namespace TrainingDynamics.Engine.Optim;

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
