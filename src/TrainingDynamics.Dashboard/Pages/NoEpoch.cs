namespace TrainingDynamics.Dashboard.Pages;

/// <summary>Shown on pages about examples while no epoch has been recorded, or none can be read.</summary>
static class NoEpoch
{
    /// <param name="canvas">Where to.</param>
    /// <param name="area">The page.</param>
    /// <param name="snapshot">Without data.</param>
    /// <param name="what">What waits for the epoch, as the beginning of a sentence.</param>
    public static void Draw(Canvas canvas, Area area, Snapshot snapshot, string what)
    {
        List<(string Text, Ink Ink)> parts = [];
        if (snapshot.Trouble is { } trouble)
        {
            parts.Add((trouble, Ink.Alarm));
        }
        else if (snapshot.IsReading)
        {
            parts.Add(("Reading the recorded epochs …", Ink.Plain));
        }
        else
        {
            parts.Add((snapshot.Run.Ended
                ? "This run has ended without a recorded epoch, so nothing is known of its examples."
                : $"{what} when the first epoch's logits are recorded.", Ink.Plain));
            if (snapshot.Run.Recording is { } pass)
            {
                parts.Add((Invariant($"Recording {pass.Done:N0} of {pass.Total:N0}."), Ink.Strong));
            }
        }

        var y = area.Y + Math.Max(0, area.Height / 3);
        foreach (var (text, ink) in parts)
        {
            y = canvas.Lines(new Area(area.X + 2, y, area.Width - 4, area.Bottom - y), Wrapping.Lines(text, Math.Max(2, area.Width - 4), 6), ink);
        }
    }
}
