namespace TrainingDynamics.Dashboard.Pages;

/// <summary>The state of the run: progress, curves, dev metrics, machine and log.</summary>
/// <param name="View">The part that is shown.</param>
/// <param name="LogBack">Lines that the log is scrolled back; 0 follows it.</param>
/// <param name="CrossHair">The step under the cross-hair; null: there is none.</param>
/// <param name="Scrolled">Classes and columns of their table that are scrolled away.</param>
sealed record RunPage(RunView View = RunView.All, int LogBack = 0, double? CrossHair = null, (int Rows, int Columns) Scrolled = default) : IPage
{
    const int TableWidth = 46;

    public PageId Id => PageId.Run;

    public string Title => "Run";

    public Turn Press(string key, Snapshot snapshot, Choices choices)
    {
        var next = key switch
        {
            "v" => this with { View = (RunView)(((int)View + 1) % Enum.GetValues<RunView>().Length) },
            "CursorUp" or "CursorDown" or "CursorLeft" or "CursorRight" when View == RunView.Classes => Scroll(key, snapshot, choices),
            "CursorUp" => this with { LogBack = Math.Min(Math.Max(0, snapshot.Log.Length - 1), LogBack + 1) },
            "CursorDown" => this with { LogBack = Math.Max(0, LogBack - 1) },
            "CursorLeft" => Move(snapshot, -1),
            "CursorRight" => Move(snapshot, 1),
            _ => this,
        };
        return new Turn(next, choices, Message: next.CrossHair is { } step && next.CrossHair != CrossHair ? CurvePanels.ReadOut(snapshot, step) : null);
    }

    /// <summary>A click on a curve moves the cross-hair there, the wheel scrolls the log.</summary>
    public Turn? Point(MouseAct act, Zone? zone, Snapshot snapshot, Choices choices)
    {
        var points = snapshot.Curves.Loss.Points;
        if (zone is not Zone.Curve curve || !act.IsClick || points.IsEmpty)
        {
            return IPage.Wheel(this, act, snapshot, choices);
        }

        var asked = curve.Left + ((curve.Right - curve.Left) * (act.X - curve.Cells.X + 0.5) / curve.Cells.Width);
        var step = points[CurvePanels.Nearest(points, asked)].X;
        return new(this with { CrossHair = step }, choices, Message: CurvePanels.ReadOut(snapshot, step));
    }

    public void Draw(Canvas canvas, Area area, Snapshot snapshot, Choices choices)
    {
        if (snapshot.Path.Length == 0)
        {
            canvas.Text(area.X + 1, area.Y + 1, "no run is shown; choose one from the list of runs (6)", Ink.Dim, area.Width - 1);
            return;
        }

        var below = RunHeader.Draw(canvas, area, snapshot);
        var view = View == RunView.All && area.Width < Screen.OneColumn ? RunView.Curves : View;
        switch (view)
        {
            case RunView.Curves:
                DrawCurves(canvas, below, snapshot);
                break;
            case RunView.Epochs:
                EpochPanel.Draw(canvas, below, snapshot);
                break;
            case RunView.Log:
                LogPanel.Draw(canvas, below, snapshot, LogBack);
                break;
            case RunView.Classes:
                ClassPanel.Draw(canvas, below, snapshot, Scrolled);
                break;
            default:
                DrawAll(canvas, below, snapshot);
                break;
        }
    }

    void DrawAll(Canvas canvas, Area area, Snapshot snapshot)
    {
        if (area.Width >= Screen.TwoColumns)
        {
            var (curves, right) = area.SplitLeft(area.Width - Math.Max(TableWidth, area.Width / 3));
            DrawCurves(canvas, curves, snapshot);
            var (table, log) = right.SplitTop(Math.Clamp(EpochPanel.Height(snapshot), 5, Math.Max(5, right.Height / 2)));
            EpochPanel.Draw(canvas, table, snapshot);
            LogPanel.Draw(canvas, log, snapshot, LogBack);
        }
        else
        {
            var rows = Math.Clamp(EpochPanel.Height(snapshot), 4, Math.Max(4, area.Height / 3));
            var (curve, rest) = area.SplitTop(Math.Max(6, (area.Height - rows) * 3 / 5));
            var (table, log) = rest.SplitTop(rows);
            CurvePanels.Loss(canvas, curve, snapshot, CrossHair);
            EpochPanel.Draw(canvas, table, snapshot);
            LogPanel.Draw(canvas, log, snapshot, LogBack);
        }
    }

    void DrawCurves(Canvas canvas, Area area, Snapshot snapshot)
    {
        var wide = area.Width >= Screen.TwoColumns;
        var (upper, lower) = area.SplitTop(area.Height < 12 ? area.Height : area.Height * 3 / 5);
        CurvePanels.Loss(canvas, upper, snapshot, CrossHair);
        var count = wide ? 3 : area.Width >= Screen.OneColumn ? 2 : 1;
        for (var i = 0; i < count && lower.Height >= 5; i++)
        {
            var left = lower.Width * i / count;
            var part = new Area(lower.X + left, lower.Y, (lower.Width * (i + 1) / count) - left, lower.Height);
            CurvePanels.Small(canvas, part, snapshot, i, CrossHair);
        }
    }

    RunPage Scroll(string key, Snapshot snapshot, Choices choices)
    {
        var (width, height) = choices.Size;
        var last = ClassPanel.Last(RunHeader.Draw(new Canvas(0, 0), Screen.PageArea(width, height), snapshot), snapshot);
        var (rows, columns) = (Math.Min(Scrolled.Rows, last.Rows), Math.Min(Scrolled.Columns, last.Columns));
        return this with
        {
            Scrolled = key switch
            {
                "CursorUp" => (Math.Max(0, rows - 1), columns),
                "CursorDown" => (Math.Min(last.Rows, rows + 1), columns),
                "CursorLeft" => (rows, Math.Max(0, columns - 1)),
                _ => (rows, Math.Min(last.Columns, columns + 1)),
            },
        };
    }

    RunPage Move(Snapshot snapshot, int by)
    {
        var points = snapshot.Curves.Loss.Points;
        if (points.IsEmpty)
        {
            return this;
        }

        var at = CrossHair is { } step ? CurvePanels.Nearest(points, step) + by : by < 0 ? points.Length - 1 : 0;
        return this with { CrossHair = at < 0 || at >= points.Length ? null : points[at].X };
    }
}

enum RunView
{
    All, // as much as has room
    Curves, // loss, learning rate, gradient norm, examples a second
    Epochs, // dev metrics per epoch
    Log, // what was printed or happened
    Classes, // how well each class of the dev set is predicted
}
