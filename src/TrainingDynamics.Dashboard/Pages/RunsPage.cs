using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Drawing;

namespace TrainingDynamics.Dashboard.Pages;

/// <summary>The runs below a folder, live ones first.</summary>
/// <param name="Row">The run that the cursor is on, from 0.</param>
sealed record RunsPage(int Row = 0) : IPage
{
    /// <inheritdoc/>
    public PageId Id => PageId.Runs;

    /// <inheritdoc/>
    public string Title => "Runs";

    /// <inheritdoc/>
    public Turn Press(string key, Snapshot snapshot, Choices choices)
    {
        var row = Math.Clamp(Row, 0, Math.Max(0, snapshot.Runs.Length - 1));
        var path = row < snapshot.Runs.Length ? snapshot.Runs[row].Path : null;
        return key switch
        {
            "CursorUp" => new(this with { Row = Math.Max(0, row - 1) }, choices),
            "CursorDown" => new(this with { Row = Math.Min(Math.Max(0, snapshot.Runs.Length - 1), row + 1) }, choices),
            "Enter" when path is not null => new(this, choices, new Request.OpenRun(path), GoTo: PageId.Run),
            "c" when path is not null => new(this, choices, new Request.CompareWith(path), GoTo: PageId.Compare),
            _ => new(this, choices),
        };
    }

    /// <inheritdoc/>
    public void Draw(Canvas canvas, Area area, Snapshot snapshot, Choices choices)
    {
        for (var i = 0; i < Math.Min(area.Height, snapshot.Runs.Length); i++)
        {
            var entry = snapshot.Runs[i];
            canvas.Text(area.X, area.Y + i, $"{entry.Name}  {StatusLine.Of(entry.Run, snapshot.Now)}", i == Row ? Ink.Cursor : Ink.Plain, area.Width);
        }
    }
}
