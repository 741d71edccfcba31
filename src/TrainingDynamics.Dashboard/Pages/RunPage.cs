using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Drawing;

namespace TrainingDynamics.Dashboard.Pages;

/// <summary>How the run goes: progress, curves, dev metrics, machine and log.</summary>
sealed record RunPage : IPage
{
    /// <inheritdoc/>
    public PageId Id => PageId.Run;

    /// <inheritdoc/>
    public string Title => "Run";

    /// <inheritdoc/>
    public Turn Press(string key, Snapshot snapshot, Choices choices) => new(this, choices);

    /// <inheritdoc/>
    public void Draw(Canvas canvas, Area area, Snapshot snapshot, Choices choices) =>
        canvas.Text(area.X, area.Y, StatusLine.Of(snapshot.Run, snapshot.Now), Ink.Plain, area.Width);
}
