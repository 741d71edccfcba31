namespace TrainingDynamics.Dashboard.Pages;

/// <summary>The first line of the pages about examples: their epochs and examples.</summary>
static class Headings
{
    public static string Of(DynamicsData data, Choices choices, string what)
    {
        var shown = Epochs(choices.Epochs(data.Epochs.Length), data.Epochs.Length);
        var playing = choices.IsPlaying ? " ▶" : "";
        var examples = data.IsSample
            ? Invariant($"{data.Count:N0} of {data.Total:N0} examples, evenly sampled")
            : Examples(data.Count);
        var selected = choices.Selection is { } rows ? Invariant($" · {rows.Length:N0} selected") : "";
        return $"{what} · {shown}{playing} · {examples}{selected}";
    }

    /// <summary><c>epoch 1</c>, <c>epochs 1–5</c>, <c>epochs 1–3 of 5</c>.</summary>
    public static string Epochs(int used, int finished) =>
        used < finished ? Invariant($"epochs 1–{used} of {finished}") : finished == 1 ? "epoch 1" : Invariant($"epochs 1–{finished}");

    /// <summary>Says that a list is not sorted by the newest epoch, counted from 1.</summary>
    public static string Waiting(int epoch) => Invariant($"epoch {epoch} is in: r sorts again");

    /// <summary><c>1 example</c>, <c>2,000 examples</c>.</summary>
    public static string Examples(int count) => count == 1 ? "1 example" : Invariant($"{count:N0} examples");
}
