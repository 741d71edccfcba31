namespace TrainingDynamics.Dashboard.Drawing;

/// <summary>A rectangle of cells; width and height may be 0 or less where there is no room.</summary>
readonly record struct Area(int X, int Y, int Width, int Height)
{
    public int Right => X + Width;

    public int Bottom => Y + Height;

    public bool IsEmpty => Width <= 0 || Height <= 0;

    public bool Holds(int x, int y) => x >= X && x < Right && y >= Y && y < Bottom;

    public (Area Top, Area Below) SplitTop(int rows)
    {
        var top = Math.Clamp(rows, 0, Math.Max(0, Height));
        return (this with { Height = top }, this with { Y = Y + top, Height = Height - top });
    }

    public (Area Left, Area Beside) SplitLeft(int columns)
    {
        var left = Math.Clamp(columns, 0, Math.Max(0, Width));
        return (this with { Width = left }, this with { X = X + left, Width = Width - left });
    }
}
