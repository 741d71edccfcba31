namespace TrainingDynamics.Dashboard.Pages.Map;

/// <summary>
/// A rectangle of the lattice that the cross-hair moves on: 50 × 25 equal fields of what the map shows, whatever the size of the screen, so that a
/// key means the same on every terminal.
/// </summary>
/// <param name="View">What the map shows.</param>
/// <param name="Left">First column, from 0.</param>
/// <param name="Right">Last column, included.</param>
/// <param name="Bottom">First row from below, from 0.</param>
/// <param name="Top">Last row, included.</param>
readonly record struct MapBox(Plane View, int Left, int Right, int Bottom, int Top)
{
    public const int Across = 50;

    public const int Up = 25;

    public Plane Bounds => new(
        View.Left + (View.Width * Left / Across), View.Left + (View.Width * (Right + 1) / Across),
        View.Bottom + (View.Height * Bottom / Up), View.Bottom + (View.Height * (Top + 1) / Up));

    /// <summary>The box for headings; <paramref name="across"/> names the x axis.</summary>
    public string Name(string across) => Invariant($"{across} {Bounds.Left:0.00##}–{Bounds.Right:0.00##}, confidence {Bounds.Bottom:0.00##}–{Bounds.Top:0.00##}");

    public static MapBox Between(Plane view, (int Column, int Row) one, (int Column, int Row) other) => new(
        view, Math.Min(one.Column, other.Column), Math.Max(one.Column, other.Column), Math.Min(one.Row, other.Row), Math.Max(one.Row, other.Row));

    /// <summary>
    /// The field that a cell of the screen shows, the nearest one for cells beside the map; <paramref name="cells"/> show the whole view.
    /// </summary>
    public static (int Column, int Row) FieldAt(Area cells, int x, int y)
    {
        static int Field(int cell, int all, int fields) => Math.Clamp((((cell + 1) * fields) - 1) / Math.Max(1, all), 0, fields - 1);
        return (Field(x - cells.X, cells.Width, Across), Field(cells.Bottom - 1 - y, cells.Height, Up));
    }

    /// <summary>True inside the box; each point of the view is in exactly one field.</summary>
    public bool Holds(double across, double confidence) =>
        View.Column(across, Across) is var column && column >= Left && column <= Right
        && View.RowFromBelow(confidence, Up) is var row && row >= Bottom && row <= Top;

    /// <summary>The cells of the screen that show the box, at least one; <paramref name="cells"/> show the whole view.</summary>
    public Area CellsOn(Area cells)
    {
        var (left, right) = (Left * cells.Width / Across, ((Right + 1) * cells.Width / Across) - 1);
        var (bottom, top) = (Bottom * cells.Height / Up, ((Top + 1) * cells.Height / Up) - 1);
        return new Area(cells.X + left, cells.Bottom - 1 - Math.Max(bottom, top), Math.Max(1, right - left + 1), Math.Max(1, top - bottom + 1));
    }

    public ImmutableArray<int> Rows(MapMetrics metrics)
    {
        var rows = ImmutableArray.CreateBuilder<int>();
        for (var i = 0; i < metrics.Count; i++)
        {
            if (Holds(metrics.Across.Values[i], metrics.Confidence[i]))
            {
                rows.Add(i);
            }
        }

        return rows.DrainToImmutable();
    }
}

/// <summary>The examples in a box of the map.</summary>
/// <param name="Rows">The examples, ascending.</param>
/// <param name="Confidence">Their mean; NaN without examples, as for the next two.</param>
/// <param name="Across">The mean of the x axis.</param>
/// <param name="Correctness">Their mean, in epochs.</param>
sealed record MapReading(ImmutableArray<int> Rows, double Confidence, double Across, double Correctness)
{
    /// <summary>One of the examples, counted round; null where there is none.</summary>
    public int? Example(int nth) => Rows.IsEmpty ? null : Rows[((nth % Rows.Length) + Rows.Length) % Rows.Length];

    public static MapReading Of(MapBox box, MapMetrics metrics)
    {
        var rows = box.Rows(metrics);
        var (confidence, across, correctness) = (0.0, 0.0, 0.0);
        foreach (var row in rows)
        {
            confidence += metrics.Confidence[row];
            across += metrics.Across.Values[row];
            correctness += metrics.Correctness[row];
        }

        return new MapReading(rows, confidence / rows.Length, across / rows.Length, correctness / rows.Length);
    }
}
