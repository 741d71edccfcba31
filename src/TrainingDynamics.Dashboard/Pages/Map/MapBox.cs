using System.Collections.Immutable;
using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Drawing;
using static System.FormattableString;

namespace TrainingDynamics.Dashboard.Pages.Map;

/// <summary>
/// A rectangle of the lattice that the cross-hair moves on: 50 × 25 equal fields of what the map shows, whatever the size of
/// the screen, so that a key means the same on every terminal.
/// </summary>
/// <param name="View">What the map shows.</param>
/// <param name="Left">First column, from 0.</param>
/// <param name="Right">Last column, itself in the box.</param>
/// <param name="Bottom">First row from below, from 0.</param>
/// <param name="Top">Last row, itself in the box.</param>
readonly record struct MapBox(Plane View, int Left, int Right, int Bottom, int Top)
{
    /// <summary>Columns of the lattice.</summary>
    public const int Across = 50;

    /// <summary>Rows of the lattice.</summary>
    public const int Up = 25;

    /// <summary>The box in what is shown across and confidence.</summary>
    public Plane Bounds => new(
        View.Left + (View.Width * Left / Across), View.Left + (View.Width * (Right + 1) / Across),
        View.Bottom + (View.Height * Bottom / Up), View.Bottom + (View.Height * (Top + 1) / Up));

    /// <summary>For headings.</summary>
    /// <param name="across">What is shown across.</param>
    public string Name(string across) => Invariant($"{across} {Bounds.Left:0.00##}–{Bounds.Right:0.00##}, confidence {Bounds.Bottom:0.00##}–{Bounds.Top:0.00##}");

    /// <summary>The smallest box with both fields in opposite corners.</summary>
    public static MapBox Between(Plane view, (int Column, int Row) one, (int Column, int Row) other) => new(
        view, Math.Min(one.Column, other.Column), Math.Max(one.Column, other.Column), Math.Min(one.Row, other.Row), Math.Max(one.Row, other.Row));

    /// <summary>The field that a cell of the screen shows, the nearest one for cells beside the map.</summary>
    /// <param name="cells">That show the whole view.</param>
    /// <param name="x">The cell's column.</param>
    /// <param name="y">The cell's row.</param>
    public static (int Column, int Row) FieldAt(Area cells, int x, int y)
    {
        static int Field(int cell, int all, int fields) => Math.Clamp((((cell + 1) * fields) - 1) / Math.Max(1, all), 0, fields - 1);
        return (Field(x - cells.X, cells.Width, Across), Field(cells.Bottom - 1 - y, cells.Height, Up));
    }

    /// <summary>Each point of the view is in exactly one field.</summary>
    public bool Holds(double across, double confidence) =>
        View.Column(across, Across) is var column && column >= Left && column <= Right
        && View.RowFromBelow(confidence, Up) is var row && row >= Bottom && row <= Top;

    /// <summary>The cells of the screen that show the box, at least one.</summary>
    /// <param name="cells">That show the whole view.</param>
    public Area CellsOn(Area cells)
    {
        var (left, right) = (Left * cells.Width / Across, ((Right + 1) * cells.Width / Across) - 1);
        var (bottom, top) = (Bottom * cells.Height / Up, ((Top + 1) * cells.Height / Up) - 1);
        return new Area(cells.X + left, cells.Bottom - 1 - Math.Max(bottom, top), Math.Max(1, right - left + 1), Math.Max(1, top - bottom + 1));
    }

    /// <summary>The examples inside, ascending.</summary>
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
