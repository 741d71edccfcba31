using System.Text;
using Terminal.Gui.Text;

namespace TrainingDynamics.Dashboard.Drawing;

/// <summary>
/// The number of cells that a rune or a text takes. The terminal library knows, but loading it takes longer than drawing a frame, so nearly all of
/// every frame is known here; a test compares these with the library's answers.
/// </summary>
public static class Columns
{
    /// <summary>0, 1 or 2; below 0 for control characters.</summary>
    public static int Of(Rune rune) => rune.Value is
        (>= 0x20 and < 0x7F) or (>= 0xA1 and < 0xAD) or (>= 0xAE and < 0x300) // Latin letters
        or 0x2013 or (>= 0x2018 and <= 0x201D) or 0x2026 or (>= 0x2190 and <= 0x2193) or 0x2212 // – ‘ ’ “ ” … ← ↑ → ↓ −
        or (>= 0x2500 and < 0x25A0) or 0x25B6 or 0x25CF or (>= 0x2800 and <= 0x28FF) // frames, bars, ▶ ●, braille
        ? 1 : rune.GetColumns();

    /// <summary>The cells of all runes.</summary>
    public static int Of(string text)
    {
        var columns = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            columns += Math.Max(0, Of(rune));
        }

        return columns;
    }
}
