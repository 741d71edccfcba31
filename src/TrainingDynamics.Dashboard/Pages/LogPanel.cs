namespace TrainingDynamics.Dashboard.Pages;

/// <summary>What happened and what was printed, the newest line at the bottom.</summary>
static class LogPanel
{
    /// <summary>Draws the lines that fit, <paramref name="back"/> lines before the end.</summary>
    public static void Draw(Canvas canvas, Area area, Snapshot snapshot, int back)
    {
        var inside = canvas.Frame(area, back > 0 ? Invariant($"log, {back} lines back") : "log (UTC)");
        const int TimeWidth = 9;
        if (inside.Width <= TimeWidth + 1)
        {
            return;
        }

        // Each in full, from the newest upwards as far as there is room.
        var lines = new List<(string Time, string Text)>();
        for (var i = Math.Max(0, snapshot.Log.Length - back) - 1; i >= 0 && lines.Count < inside.Height; i--)
        {
            var text = Wrapping.Lines(snapshot.Log[i].Text, inside.Width - TimeWidth);
            for (var line = text.Count - 1; line > 0; line--)
            {
                lines.Add(("", text[line]));
            }

            lines.Add((Invariant($"{snapshot.Log[i].Time:HH:mm:ss}"), text.Count > 0 ? text[0] : ""));
        }

        for (var y = 0; y < Math.Min(lines.Count, inside.Height); y++)
        {
            var (time, text) = lines[Math.Min(lines.Count, inside.Height) - 1 - y];
            canvas.Text(inside.X, inside.Y + y, time, Ink.Dim, inside.Width);
            canvas.Text(inside.X + TimeWidth, inside.Y + y, text, Ink.Plain, inside.Width - TimeWidth);
        }
    }
}
