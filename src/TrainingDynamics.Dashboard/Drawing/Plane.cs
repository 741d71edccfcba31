namespace TrainingDynamics.Dashboard.Drawing;

/// <summary>A part of the plane that a map shows; both edges belong to it.</summary>
/// <param name="Left">Least x.</param>
/// <param name="Right">Greatest x, above <paramref name="Left"/>.</param>
/// <param name="Bottom">Least y.</param>
/// <param name="Top">Greatest y, above <paramref name="Bottom"/>.</param>
readonly record struct Plane(double Left, double Right, double Bottom, double Top)
{
    public double Width => Right - Left;

    public double Height => Top - Bottom;

    /// <summary>Which of <paramref name="columns"/> equal strips a value is in, the right edge in the last; -1: none.</summary>
    public int Column(double x, int columns) => Strip(x, Left, Right, columns);

    /// <summary>Which of <paramref name="rows"/> equal strips a value is in, from below, the top in the last; -1: none.</summary>
    public int RowFromBelow(double y, int rows) => Strip(y, Bottom, Top, rows);

    static int Strip(double value, double least, double greatest, int strips) => value >= least && value <= greatest
        ? Math.Min(strips - 1, (int)((value - least) / (greatest - least) * strips))
        : -1;
}
