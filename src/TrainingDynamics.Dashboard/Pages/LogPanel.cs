using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Drawing;
using static System.FormattableString;

namespace TrainingDynamics.Dashboard.Pages;

/// <summary>What happened and what was printed, the newest line at the bottom.</summary>
static class LogPanel
{
    /// <summary>Draws the lines that have room.</summary>
    /// <param name="canvas">Where to.</param>
    /// <param name="area">The frame included.</param>
    /// <param name="snapshot">With a log.</param>
    /// <param name="back">Lines to scroll back by.</param>
    public static void Draw(Canvas canvas, Area area, Snapshot snapshot, int back)
    {
        var inside = canvas.Frame(area, back > 0 ? Invariant($"log, {back} lines back") : "log (UTC)");
        var end = Math.Max(0, snapshot.Log.Length - back);
        var first = Math.Max(0, end - Math.Max(0, inside.Height));
        for (var i = first; i < end && inside.Width > 10; i++)
        {
            var line = snapshot.Log[i];
            var x = canvas.Text(inside.X, inside.Y + i - first, Invariant($"{line.Time:HH:mm:ss} "), Ink.Dim, inside.Width);
            canvas.Text(x, inside.Y + i - first, line.Text, Ink.Plain, inside.Right - x);
        }
    }
}
