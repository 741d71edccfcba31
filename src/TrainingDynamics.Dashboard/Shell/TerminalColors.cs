using System.Text;
using Terminal.Gui.Drawing;
using Attribute = Terminal.Gui.Drawing.Attribute;
using Color = Terminal.Gui.Drawing.Color;

namespace TrainingDynamics.Dashboard.Shell;

static class TerminalColors
{
    const int ToBackground = 10;

    static readonly (TextStyle Style, char Number)[] Styles =
        [(TextStyle.Bold, '1'), (TextStyle.Faint, '2'), (TextStyle.Underline, '4'), (TextStyle.Reverse, '7')];

    static readonly int[] CubeLevels = [0, 95, 135, 175, 215, 255];

    /// <summary>The sequence that makes a terminal write this way from now on, whatever came before.</summary>
    public static string Select(Attribute attribute, ColorDepth depth)
    {
        var parts = new StringBuilder("\e[0");
        foreach (var (style, number) in Styles)
        {
            parts.Append(attribute.Style.HasFlag(style) ? $";{number}" : "");
        }

        return parts.Append(Of(attribute.Foreground, depth, 0)).Append(Of(attribute.Background, depth, ToBackground)).Append('m').ToString();
    }

    // The terminal's own colours need no word.
    static string Of(Color color, ColorDepth depth, int ground) => color == Color.None ? "" : depth switch
    {
        ColorDepth.True => Invariant($";{38 + ground};2;{color.R};{color.G};{color.B}"),
        ColorDepth.Indexed => Invariant($";{38 + ground};5;{IndexOf(color)}"),
        _ => Invariant($";{(int)color.GetAnsiColorCode() + ground}"),
    };

    /// <summary>The nearest of the fixed 240 colours in the palette of 256: a cube of 6 × 6 × 6 from 16 on, then 24 greys.</summary>
    public static int IndexOf(Color color)
    {
        static int Nearest(int value) => value < 48 ? 0 : value < 115 ? 1 : Math.Min(5, (value - 35) / 40);
        int Distance(int red, int green, int blue)
        {
            var (r, g, b) = (red - color.R, green - color.G, blue - color.B);
            return (r * r) + (g * g) + (b * b);
        }

        var (r, g, b) = (Nearest(color.R), Nearest(color.G), Nearest(color.B));
        var grey = Math.Clamp((((color.R + color.G + color.B) / 3) - 3) / 10, 0, 23);
        var level = 8 + (10 * grey);
        return Distance(level, level, level) < Distance(CubeLevels[r], CubeLevels[g], CubeLevels[b])
            ? 232 + grey
            : 16 + (36 * r) + (6 * g) + b;
    }
}
