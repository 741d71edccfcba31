using Terminal.Gui.Drawing;
using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Drawing;
using Attribute = Terminal.Gui.Drawing.Attribute;
using Color = Terminal.Gui.Drawing.Color;

namespace TrainingDynamics.Dashboard.Shell;

/// <summary>
/// What inks look like on a terminal. The background is always the terminal's own. The five inks of correctness go from
/// vermilion to blue, hues that people with any of the common kinds of colour blindness tell apart; without colour they are
/// told apart by weight alone.
/// </summary>
sealed class Palette
{
    readonly Attribute[] _attributes;

    Palette(Func<Ink, Attribute> of) => _attributes = [.. Enum.GetValues<Ink>().Select(of)];

    /// <summary>The attribute of an ink.</summary>
    public Attribute this[Ink ink] => _attributes[(int)ink];

    /// <summary>The palette that the settings ask for.</summary>
    public static Palette For(Settings settings) =>
        !settings.Color ? new(Mono)
        : settings.Depth == ColorDepth.Sixteen ? settings.Light ? new(LightOfSixteen) : new(DarkOfSixteen)
        : settings.Light ? new(Light) : new(Dark);

    static Attribute Mono(Ink ink) => new(Color.None, Color.None, ink switch
    {
        Ink.Strong or Ink.Curve2 or Ink.Never => TextStyle.Bold,
        Ink.Cursor => TextStyle.Reverse,
        Ink.Mark => TextStyle.Underline,
        Ink.Alarm => TextStyle.Bold | TextStyle.Reverse,
        Ink.Dim or Ink.Always => TextStyle.Faint,
        _ => TextStyle.None,
    });

    static Attribute Dark(Ink ink) => ink switch
    {
        Ink.Dim => On(0x8A, 0x8A, 0x8A),
        Ink.Curve => On(0x56, 0xB4, 0xE9),
        Ink.Curve2 => On(0xE6, 0x9F, 0x00),
        Ink.Mark => On(0xF0, 0xE4, 0x42, TextStyle.Bold),
        Ink.Alarm => On(0xFF, 0x6E, 0x40, TextStyle.Bold | TextStyle.Reverse),
        Ink.Never => On(0xE8, 0x5D, 0x2A),
        Ink.Seldom => On(0xE6, 0x9F, 0x00),
        Ink.Half => On(0xF0, 0xE4, 0x42),
        Ink.Mostly => On(0x7F, 0xC8, 0xD8),
        Ink.Always => On(0x4A, 0x90, 0xE2),
        _ => Mono(ink),
    };

    static Attribute Light(Ink ink) => ink switch
    {
        Ink.Dim => On(0x6A, 0x6A, 0x6A),
        Ink.Curve => On(0x00, 0x5A, 0x9C),
        Ink.Curve2 => On(0xA6, 0x5E, 0x00),
        Ink.Mark => On(0x8A, 0x00, 0x7A, TextStyle.Bold),
        Ink.Alarm => On(0xB0, 0x2A, 0x00, TextStyle.Bold | TextStyle.Reverse),
        Ink.Never => On(0xB8, 0x26, 0x00),
        Ink.Seldom => On(0xA6, 0x6A, 0x00),
        Ink.Half => On(0x7A, 0x74, 0x00),
        Ink.Mostly => On(0x00, 0x72, 0x8A),
        Ink.Always => On(0x00, 0x46, 0xA8),
        _ => Mono(ink),
    };

    // By their names: a theme may make them look like anything, and the nearest ones would be grey.
    static Attribute DarkOfSixteen(Ink ink) => ink switch
    {
        Ink.Dim => On(ColorName16.DarkGray),
        Ink.Curve or Ink.Mostly => On(ColorName16.BrightCyan),
        Ink.Curve2 or Ink.Seldom => On(ColorName16.Yellow),
        Ink.Mark => On(ColorName16.BrightYellow, TextStyle.Bold),
        Ink.Alarm => On(ColorName16.BrightRed, TextStyle.Bold | TextStyle.Reverse),
        Ink.Never => On(ColorName16.BrightRed),
        Ink.Half => On(ColorName16.BrightYellow),
        Ink.Always => On(ColorName16.BrightBlue),
        _ => Mono(ink),
    };

    static Attribute LightOfSixteen(Ink ink) => ink switch
    {
        Ink.Dim => On(ColorName16.DarkGray),
        Ink.Curve or Ink.Mostly => On(ColorName16.Cyan),
        Ink.Curve2 or Ink.Seldom => On(ColorName16.Magenta),
        Ink.Mark => On(ColorName16.Magenta, TextStyle.Bold),
        Ink.Alarm => On(ColorName16.Red, TextStyle.Bold | TextStyle.Reverse),
        Ink.Never => On(ColorName16.Red),
        Ink.Half => On(ColorName16.Yellow),
        Ink.Always => On(ColorName16.Blue),
        _ => Mono(ink),
    };

    static Attribute On(ColorName16 color, TextStyle style = TextStyle.None) => new(new Color(color), Color.None, style);

    static Attribute On(int red, int green, int blue, TextStyle style = TextStyle.None) => new(new Color(red, green, blue), Color.None, style);
}
