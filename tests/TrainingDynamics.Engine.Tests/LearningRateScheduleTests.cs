using System.Globalization;
using TrainingDynamics.Engine.Optim;

namespace TrainingDynamics.Engine.Tests;

public sealed class LearningRateScheduleTests
{
    /// <summary>Hugging Face's lambdas, each as the documentation of its function in transformers 4.21 words it.</summary>
    static double Oracle(ScheduleKind kind, double peak, int warmup, int total, int step)
    {
        if (kind == ScheduleKind.Constant)
        {
            return peak;
        }

        if (step < warmup)
        {
            return peak * step / Math.Max(1.0, warmup);
        }

        var progress = (double)(step - warmup) / Math.Max(1, total - warmup);
        return kind switch
        {
            ScheduleKind.Linear => peak * Math.Max(0, (double)(total - step) / Math.Max(1, total - warmup)),
            ScheduleKind.Cosine => peak * Math.Max(0, 0.5 * (1 + Math.Cos(Math.PI * 0.5 * 2 * progress))),
            ScheduleKind.CosineWithRestarts => progress >= 1 ? 0 : peak * Math.Max(0, 0.5 * (1 + Math.Cos(Math.PI * (1 * progress % 1)))),
            ScheduleKind.Polynomial => step > total ? 1e-7 : (peak - 1e-7) * Math.Pow(1 - (double)(step - warmup) / (total - warmup), 1) + 1e-7,
            _ => peak,
        };
    }

    [Fact]
    public void Every_kind_is_Hugging_Faces_at_every_step()
    {
        foreach (var kind in Enum.GetValues<ScheduleKind>())
        {
            foreach (var (warmup, total) in new[] { (3, 12), (0, 5), (1, 40), (4, 5) })
            {
                var schedule = new LearningRateSchedule(kind, 2e-3, warmup, total);
                for (var step = 0; step < total; step++)
                {
                    Assert.Equal(Oracle(kind, 2e-3, warmup, total, step), schedule.At(step), 1e-15);
                }
            }
        }
    }

    // Closed forms: (1 + cos(πk/8)) / 2 and 1 − k/8 at the k-th step after a warm-up of two.
    [Theory]
    [InlineData(ScheduleKind.Linear, "0 0.5 1 0.875 0.75 0.625 0.5 0.375 0.25 0.125")]
    [InlineData(ScheduleKind.Cosine, "0 0.5 1 0.961939766 0.853553391 0.691341716 0.5 0.308658284 0.146446609 0.0380602337")]
    [InlineData(ScheduleKind.CosineWithRestarts, "0 0.5 1 0.961939766 0.853553391 0.691341716 0.5 0.308658284 0.146446609 0.0380602337")]
    [InlineData(ScheduleKind.Polynomial, "0 0.5 1 0.8750000125 0.750000025 0.6250000375 0.50000005 0.3750000625 0.250000075 0.1250000875")]
    [InlineData(ScheduleKind.Constant, "1 1 1 1 1 1 1 1 1 1")]
    [InlineData(ScheduleKind.ConstantWithWarmup, "0 0.5 1 1 1 1 1 1 1 1")]
    public void Ten_steps_are_these(ScheduleKind kind, string expected)
    {
        var schedule = new LearningRateSchedule(kind, 1, 2, 10);
        Assert.All(
            expected.Split(' ').Select((text, step) => (Rate: double.Parse(text, CultureInfo.InvariantCulture), step)),
            pair => Assert.Equal(pair.Rate, schedule.At(pair.step), 1e-9));
    }

    [Theory]
    [InlineData(ScheduleKind.Linear)]
    [InlineData(ScheduleKind.Cosine)]
    [InlineData(ScheduleKind.CosineWithRestarts)]
    public void After_the_last_step_those_that_fall_to_zero_are_there(ScheduleKind kind) =>
        Assert.Equal(0, new LearningRateSchedule(kind, 1, 3, 12).At(12), 1e-15);
}
