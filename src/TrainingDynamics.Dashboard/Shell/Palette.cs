using Terminal.Gui.Drawing;
using Attribute = Terminal.Gui.Drawing.Attribute;
using Color = Terminal.Gui.Drawing.Color;

namespace TrainingDynamics.Dashboard.Shell;

/// <summary>
/// The look of inks on a terminal. The background is always the terminal's own. The five inks of correctness go from vermilion to blue, hues that
/// people with any common kind of colour blindness can tell apart; without colour they differ by weight only.
/// </summary>
sealed class Palette
{
    readonly Attribute[] _attributes;

    Palette(Func<Ink, Attribute> of) => _attributes = [.. Enum.GetValues<Ink>().Select(of)];

    public Attribute this[Ink ink] => _attributes[(int)ink];

    public static Palette For(Settings settings) =>
        !settings.Color ? new(Mono)
        : settings.Depth == ColorDepth.Sixteen ? new(ink => Sixteen(ink, settings.Light))
        : new(ink => Many(ink, settings.Light));

    static Attribute Mono(Ink ink) => new(Color.None, Color.None, ink switch
    {
        Ink.Strong or Ink.Curve2 or Ink.Never => TextStyle.Bold,
        Ink.Cursor => TextStyle.Reverse,
        Ink.Mark => TextStyle.Underline,
        Ink.Alarm => TextStyle.Bold | TextStyle.Reverse,
        Ink.Dim or Ink.Always => TextStyle.Faint,
        _ => TextStyle.None,
    });

    static Attribute Many(Ink ink, bool light)
    {
        Attribute On(int onDark, int onLight, TextStyle style = TextStyle.None) => new(Rgb(light ? onLight : onDark), Color.None, style);
        return ink switch
        {
            Ink.Dim => On(0x8A8A8A, 0x6A6A6A),
            Ink.Curve => On(0x56B4E9, 0x005A9C),
            Ink.Curve2 => On(0xE69F00, 0xA65E00),
            Ink.Mark => On(0xF0E442, 0x8A007A, TextStyle.Bold),
            Ink.Alarm => On(0xFF6E40, 0xB02A00, TextStyle.Bold | TextStyle.Reverse),
            Ink.Never => On(0xE85D2A, 0xB82600),
            Ink.Seldom => On(0xE69F00, 0xA66A00),
            Ink.Half => On(0xF0E442, 0x7A7400),
            Ink.Mostly => On(0x7FC8D8, 0x00728A),
            Ink.Always => On(0x4A90E2, 0x0046A8),
            _ => Mono(ink),
        };
    }

    // By their names: a theme may make them look like anything, and the nearest ones would be grey.
    static Attribute Sixteen(Ink ink, bool light)
    {
        Attribute On(ColorName16 onDark, ColorName16 onLight, TextStyle style = TextStyle.None) => new(new Color(light ? onLight : onDark), Color.None, style);
        return ink switch
        {
            Ink.Dim => On(ColorName16.DarkGray, ColorName16.DarkGray),
            Ink.Curve or Ink.Mostly => On(ColorName16.BrightCyan, ColorName16.Cyan),
            Ink.Curve2 or Ink.Seldom => On(ColorName16.Yellow, ColorName16.Magenta),
            Ink.Mark => On(ColorName16.BrightYellow, ColorName16.Magenta, TextStyle.Bold),
            Ink.Alarm => On(ColorName16.BrightRed, ColorName16.Red, TextStyle.Bold | TextStyle.Reverse),
            Ink.Never => On(ColorName16.BrightRed, ColorName16.Red),
            Ink.Half => On(ColorName16.BrightYellow, ColorName16.Yellow),
            Ink.Always => On(ColorName16.BrightBlue, ColorName16.Blue),
            _ => Mono(ink),
        };
    }

    static Color Rgb(int rgb) => new((rgb >> 16) & 0xFF, (rgb >> 8) & 0xFF, rgb & 0xFF);
}
