using System.Text.Json.Serialization;

namespace TrainingDynamics.Engine.Training;

/// <summary>Sums over the examples of an epoch that were trained on so far.</summary>
/// <param name="LossSum">In nats, or squared units in a regression.</param>
/// <param name="Right">Right answers; 0 in a regression.</param>
/// <param name="Examples">Their number.</param>
readonly record struct EpochTotals(double LossSum, long Right, long Examples)
{
    [JsonIgnore]
    public double Loss => LossSum / Examples;

    [JsonIgnore]
    public double Accuracy => (double)Right / Examples;

    /// <summary>The sums with a batch of <paramref name="examples"/> more, whose mean loss is <paramref name="loss"/>.</summary>
    public EpochTotals With(double loss, long right, int examples) =>
        new(LossSum + loss * examples, Right + right, Examples + examples);
}
