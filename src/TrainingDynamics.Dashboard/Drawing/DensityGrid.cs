namespace TrainingDynamics.Dashboard.Drawing;

/// <summary>
/// How many points lie in each cell of a plot and in each of its eight dots, and their mean hue. A hundred thousand points take the same memory as
/// ten, and none hides another.
/// </summary>
sealed class DensityGrid
{
    const int DotsACell = 8;

    readonly int[] _dots;
    readonly double[] _hues;

    DensityGrid(int width, int height) =>
        (Width, Height, _dots, _hues) = (width, height, new int[width * height * DotsACell], new double[width * height]);

    public int Width { get; }

    public int Height { get; }

    /// <summary>Points inside the plane.</summary>
    public int Total { get; private set; }

    public int Greatest { get; private set; }

    /// <summary>Counts the points inside the plane in a grid of at least 1 × 1 cells.</summary>
    public static DensityGrid Of(int width, int height, Plane plane, double[] x, double[] y, Func<int, double> hue)
    {
        var grid = new DensityGrid(width, height);
        for (var i = 0; i < x.Length; i++)
        {
            var (column, row) = (plane.Column(x[i], 2 * width), plane.RowFromBelow(y[i], 4 * height));
            if (column < 0 || row < 0)
            {
                continue;
            }

            var down = (4 * height) - 1 - row;
            var cell = ((down / 4) * width) + (column / 2);
            grid._dots[(cell * DotsACell) + ((down % 4) * 2) + (column % 2)]++;
            grid._hues[cell] += hue(i);
            grid.Total++;
        }

        for (var y0 = 0; y0 < height; y0++)
        {
            for (var x0 = 0; x0 < width; x0++)
            {
                grid.Greatest = Math.Max(grid.Greatest, grid.Count(x0, y0));
            }
        }

        return grid;
    }

    /// <summary>Points of a cell; row 0 is the top one.</summary>
    public int Count(int column, int row)
    {
        var count = 0;
        foreach (var dot in Dots(column, row))
        {
            count += dot;
        }

        return count;
    }

    public double Hue(int column, int row) => _hues[(row * Width) + column] / Count(column, row);

    /// <summary>The share of the greatest count on a logarithmic scale, in [0, 1]; 0 for one point.</summary>
    public double Level(int column, int row) =>
        Greatest < 2 ? 0 : Math.Log(Math.Max(1, Count(column, row))) / Math.Log(Greatest);

    /// <summary>
    /// A braille pattern that has the more dots the more points the cell has, at the places of most points: one point is one dot in its place, the
    /// fullest cell is full.
    /// </summary>
    public byte Pattern(int column, int row)
    {
        var dots = Dots(column, row);
        var wanted = Math.Min(Count(column, row), 1 + (int)Math.Round((DotsACell - 1) * Level(column, row)));
        byte pattern = 0;
        for (var chosen = 0; chosen < wanted; chosen++)
        {
            var best = -1;
            for (var dot = 0; dot < DotsACell; dot++)
            {
                if ((pattern & BrailleGrid.Bit(dot % 2, dot / 2)) == 0 && (best < 0 || dots[dot] > dots[best]))
                {
                    best = dot;
                }
            }

            pattern |= BrailleGrid.Bit(best % 2, best / 2);
        }

        return pattern;
    }

    ReadOnlySpan<int> Dots(int column, int row) => _dots.AsSpan(((row * Width) + column) * DotsACell, DotsACell);
}
