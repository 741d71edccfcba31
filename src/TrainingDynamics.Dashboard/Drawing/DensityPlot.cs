using System.Text;

namespace TrainingDynamics.Dashboard.Drawing;

static class DensityPlot
{
    public const int AxisWidth = 6;

    public const int AxisHeight = 2;

    /// <summary>Levels of <see cref="MapLook.Ramp"/>; the first is an empty cell.</summary>
    public const string Ramp = " .:-=+*#%@";

    /// <summary>The inks of hues in quarters of [0, 1].</summary>
    static readonly Ink[] Hues = [Ink.Never, Ink.Seldom, Ink.Half, Ink.Mostly, Ink.Always];

    public static Ink InkOf(double hue) => Hues[(int)Math.Round(4 * Math.Clamp(hue, 0, 1))];

    /// <summary>The cells of a plot inside an area that also holds its axes.</summary>
    public static Area Cells(Area area) =>
        new(area.X + AxisWidth, area.Y, area.Width - AxisWidth, area.Height - AxisHeight);

    /// <summary>Puts the cells that have points; hues are in [0, 1].</summary>
    public static void Draw(Canvas canvas, Area cells, DensityGrid grid, MapLook look, ShapeSet shapes, bool ascii)
    {
        for (var y = 0; y < grid.Height; y++)
        {
            for (var x = 0; x < grid.Width; x++)
            {
                if (grid.Count(x, y) > 0)
                {
                    var (hue, level) = (grid.Hue(x, y), grid.Level(x, y));
                    var rune = look switch
                    {
                        MapLook.Dots => new Rune(0x2800 + grid.Pattern(x, y)),
                        MapLook.Ramp => new Rune(Ramp[1 + (int)Math.Round((Ramp.Length - 2) * level)]),
                        _ => shapes.Of(hue, level > 0.5, ascii),
                    };
                    canvas.Put(cells.X + x, cells.Y + y, rune, InkOf(hue));
                }
            }
        }
    }

    /// <summary>
    /// Writes the five hues with their names, from 0 to 1, in the area's first row, as many as fit; where they cannot be told apart, the key that
    /// helps.
    /// </summary>
    public static void DrawLegend(Canvas canvas, Area area, MapLook look, ShapeSet shapes, Settings settings, params ReadOnlySpan<string> names)
    {
        if (!settings.Color && look != MapLook.Shapes)
        {
            canvas.Text(area.X, area.Y, $"g shows shapes, from {names[0]} to {names[^1]}", Ink.Dim, area.Width);
            return;
        }

        var x = area.X;
        for (var i = 0; i < names.Length && x + names[i].Length + 2 <= area.Right; i++)
        {
            var hue = i / 4.0;
            canvas.Put(x, area.Y, look switch
            {
                MapLook.Dots => new Rune('⣿'),
                MapLook.Ramp => new Rune('#'),
                _ => shapes.Of(hue, many: true, settings.Ascii),
            }, InkOf(hue));
            x = canvas.Text(x + 2, area.Y, names[i], Ink.Dim) + 1;
        }
    }

    public static MapLook LookFor(bool ascii, bool color) => ascii ? MapLook.Ramp : color ? MapLook.Dots : MapLook.Shapes;

    public static MapLook After(MapLook look) => (MapLook)(((int)look + 1) % Enum.GetValues<MapLook>().Length);

    public static void DrawAxes(Canvas canvas, Area cells, Plane plane, string name)
    {
        canvas.Fill(new Area(cells.X - 1, cells.Y, 1, cells.Height), '│');
        canvas.Put(cells.X - 1, cells.Bottom, '└', Ink.Dim);
        canvas.Fill(new Area(cells.X, cells.Bottom, cells.Width, 1), '─');

        foreach (var (value, text) in Ticks.Of(plane.Bottom, plane.Top, Math.Max(2, cells.Height / 2)))
        {
            var y = cells.Bottom - 1 - plane.RowFromBelow(value, cells.Height);
            canvas.Put(cells.X - 1, y, '┤', Ink.Dim);
            canvas.TextBefore(cells.X - 1, y, text, Ink.Dim);
        }

        var free = cells.X - 1;
        foreach (var (value, text) in Ticks.Of(plane.Left, plane.Right, Math.Max(1, cells.Width / 10)))
        {
            var x = cells.X + Math.Max(0, plane.Column(value, cells.Width));
            canvas.Put(x, cells.Bottom, '┬', Ink.Dim);
            var from = Math.Min(x - (text.Length / 2), cells.Right - text.Length);
            if (from > free)
            {
                free = canvas.Text(from, cells.Bottom + 1, text, Ink.Dim);
            }
        }

        var start = cells.Right - name.Length - 8;
        if (start > cells.X)
        {
            canvas.Text(start, cells.Bottom, $" {name} ", Ink.Plain);
        }
    }
}

enum MapLook
{
    Dots, // braille: dots for the number of examples, colour for what they are
    Ramp, // ten ASCII characters, the darker the more examples, and colour
    Shapes, // a shape for what the examples are, filled where there are many: says without colour what colour says
}
