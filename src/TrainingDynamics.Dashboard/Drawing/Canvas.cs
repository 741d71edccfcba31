using System.Text;

namespace TrainingDynamics.Dashboard.Drawing;

/// <summary>
/// A screen of cells that pages draw on. It is text before it is a terminal, so that <c>td watch --once</c>, the tests and the terminal show the
/// same frame.
/// </summary>
sealed class Canvas
{
    // Right half of a rune that is two cells wide.
    static readonly Rune Continued = new(0);
    static readonly Rune Space = new(' ');

    readonly Rune[] _runes;
    readonly Ink[] _inks;
    readonly List<(Area Area, Zone Zone)> _zones = [];

    public Canvas(int width, int height)
    {
        (Width, Height) = (Math.Max(0, width), Math.Max(0, height));
        _runes = new Rune[Width * Height];
        _inks = new Ink[Width * Height];
        Array.Fill(_runes, Space);
    }

    public int Width { get; }

    public int Height { get; }

    public Area All => new(0, 0, Width, Height);

    /// <summary>The rune of a cell; the null rune in the right half of a wide one.</summary>
    public Rune RuneAt(int x, int y) => _runes[(y * Width) + x];

    public Ink InkAt(int x, int y) => _inks[(y * Width) + x];

    /// <summary>Does nothing outside the canvas.</summary>
    public void Put(int x, int y, Rune rune, Ink ink)
    {
        if (All.Holds(x, y))
        {
            Part(x, y);
            Part(x + 1, y);
            _runes[(y * Width) + x] = rune;
            _inks[(y * Width) + x] = ink;
        }
    }

    // What is put over one half of a wide rune leaves a space in the other, or all cells right of it would move on a terminal.
    void Part(int x, int y)
    {
        if (x < Width && x > 0 && RuneAt(x, y) == Continued)
        {
            _runes[(y * Width) + x - 1] = Space;
            _runes[(y * Width) + x] = Space;
        }
    }

    public void Put(int x, int y, char character, Ink ink) => Put(x, y, new Rune(character), ink);

    /// <summary>Gives cells another ink and leaves their runes.</summary>
    public void Tint(Area area, Ink ink)
    {
        for (var y = Math.Max(0, area.Y); y < Math.Min(Height, area.Bottom); y++)
        {
            for (var x = Math.Max(0, area.X); x < Math.Min(Width, area.Right); x++)
            {
                _inks[(y * Width) + x] = ink;
            }
        }
    }

    public void Fill(Area area, char character, Ink ink = Ink.Dim)
    {
        for (var y = area.Y; y < area.Bottom; y++)
        {
            for (var x = area.X; x < area.Right; x++)
            {
                Put(x, y, character, ink);
            }
        }
    }

    public void Clear(Area area) => Fill(area, ' ', Ink.Plain);

    /// <summary>
    /// Writes one line from <paramref name="x"/> on, at most <paramref name="width"/> cells; a longer text ends in an ellipsis. Control characters
    /// become spaces, runes without a width are skipped. Returns the cell after the text.
    /// </summary>
    public int Text(int x, int y, string text, Ink ink = Ink.Plain, int width = int.MaxValue)
    {
        var end = (int)Math.Min((long)x + width, Width);
        var at = x;
        foreach (var rune in text.EnumerateRunes())
        {
            var shown = Rune.IsControl(rune) ? Space : rune;
            var columns = Columns.Of(shown);
            if (columns <= 0)
            {
                continue;
            }

            if (at + columns > end)
            {
                if (end > x)
                {
                    Put(end - 1, y, '…', ink);
                }

                return end;
            }

            Put(at, y, shown, ink);
            if (columns == 2 && All.Holds(at, y) && All.Holds(at + 1, y))
            {
                Part(at + 2, y);
                _runes[(y * Width) + at + 1] = Continued;
                _inks[(y * Width) + at + 1] = ink;
            }

            at += columns;
        }

        return at;
    }

    /// <summary>Writes lines from the top of an area, as many as it has rows. Returns the row below them.</summary>
    /// <param name="area">Where to.</param>
    /// <param name="lines">One line per row; a longer one ends in an ellipsis.</param>
    /// <param name="ink">The ink of the lines.</param>
    /// <param name="first">The ink of the first line; null: as the others.</param>
    public int Lines(Area area, IReadOnlyList<string> lines, Ink ink = Ink.Plain, Ink? first = null)
    {
        var count = Math.Min(lines.Count, Math.Max(0, area.Height));
        for (var i = 0; i < count; i++)
        {
            Text(area.X, area.Y + i, lines[i], i == 0 ? first ?? ink : ink, area.Width);
        }

        return area.Y + count;
    }

    public void TextBefore(int right, int y, string text, Ink ink = Ink.Plain) => Text(Math.Max(0, right - Columns.Of(text)), y, text, ink);

    /// <summary>Draws a box around the area with a title in its upper edge; returns the room inside.</summary>
    public Area Frame(Area area, string title, Ink ink = Ink.Dim)
    {
        if (area.Width < 2 || area.Height < 2)
        {
            return area with { Width = 0, Height = 0 };
        }

        Fill(area with { Height = 1 }, '─', ink);
        Fill(area with { Y = area.Bottom - 1, Height = 1 }, '─', ink);
        Fill(area with { Width = 1 }, '│', ink);
        Fill(area with { X = area.Right - 1, Width = 1 }, '│', ink);
        Put(area.X, area.Y, '┌', ink);
        Put(area.Right - 1, area.Y, '┐', ink);
        Put(area.X, area.Bottom - 1, '└', ink);
        Put(area.Right - 1, area.Bottom - 1, '┘', ink);
        if (title.Length > 0 && area.Width > 6)
        {
            Text(area.X + 2, area.Y, $" {title} ", Ink.Strong, area.Width - 4);
        }

        return new Area(area.X + 1, area.Y + 1, area.Width - 2, area.Height - 2);
    }

    /// <summary>Says what an area means to the mouse, over what was said before.</summary>
    public void Mark(Area area, Zone zone) => _zones.Add((area, zone));

    public Zone? ZoneAt(int x, int y) => _zones.FindLast(zone => zone.Area.Holds(x, y)).Zone;

    /// <summary>The rows without trailing spaces, each with its line end; trailing empty rows are omitted.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        for (var y = 0; y < Height; y++)
        {
            var row = new StringBuilder();
            for (var x = 0; x < Width; x++)
            {
                if (RuneAt(x, y) is var rune && rune != Continued)
                {
                    row.Append(rune.ToString());
                }
            }

            text.Append(row.ToString().TrimEnd(' ')).Append('\n');
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    public bool LooksLike(Canvas other) =>
        Width == other.Width && Height == other.Height && _runes.AsSpan().SequenceEqual(other._runes) && _inks.AsSpan().SequenceEqual(other._inks);

    /// <summary>Replaces every rune that is not ASCII by one of similar shape that is.</summary>
    public void ToAscii()
    {
        for (var i = 0; i < _runes.Length; i++)
        {
            _runes[i] = _runes[i] == Continued ? Space : Ascii.Of(_runes[i]);
        }
    }
}
