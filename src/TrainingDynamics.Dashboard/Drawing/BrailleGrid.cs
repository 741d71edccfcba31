using System.Text;

namespace TrainingDynamics.Dashboard.Drawing;

/// <summary>
/// Dots in braille cells, two across and four down each; later dots decide a cell's ink. Terminal.Gui's graph has one glyph per cell, an eighth of
/// this resolution.
/// </summary>
sealed class BrailleGrid(int width, int height)
{
    readonly byte[] _bits = new byte[Math.Max(0, width) * Math.Max(0, height)];
    readonly Ink[] _inks = new Ink[Math.Max(0, width) * Math.Max(0, height)];

    public int DotsAcross => 2 * width;

    public int DotsDown => 4 * height;

    /// <summary>The bit of a dot (column 0 or 1, row 0 to 3) in a braille rune.</summary>
    public static byte Bit(int column, int row) => row == 3
        ? (byte)(0x40 << column)
        : (byte)(1 << (row + (3 * column)));

    /// <summary>Sets a dot, (0, 0) being the upper left one; does nothing outside.</summary>
    public void Dot(int x, int y, Ink ink)
    {
        if (x >= 0 && y >= 0 && x < DotsAcross && y < DotsDown)
        {
            var cell = ((y / 4) * width) + (x / 2);
            _bits[cell] |= Bit(x % 2, y % 4);
            _inks[cell] = ink;
        }
    }

    public void Line(int x0, int y0, int x1, int y1, Ink ink)
    {
        var steps = Math.Max(Math.Abs(x1 - x0), Math.Abs(y1 - y0));
        for (var i = 0; i <= steps; i++)
        {
            var share = steps == 0 ? 0 : (double)i / steps;
            Dot((int)Math.Round(x0 + (share * (x1 - x0))), (int)Math.Round(y0 + (share * (y1 - y0))), ink);
        }
    }

    public void CopyTo(Canvas canvas, int left, int top)
    {
        for (var i = 0; i < _bits.Length; i++)
        {
            if (_bits[i] != 0)
            {
                canvas.Put(left + (i % width), top + (i / width), new Rune(0x2800 + _bits[i]), _inks[i]);
            }
        }
    }
}
