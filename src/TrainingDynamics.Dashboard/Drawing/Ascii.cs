using System.Numerics;
using System.Text;

namespace TrainingDynamics.Dashboard.Drawing;

/// <summary>Stand-ins for terminals and fonts without Unicode.</summary>
static class Ascii
{
    const string Density = " .:-=+*#@";
    const string Levels = " _.-=+*#@";

    /// <summary>
    /// An ASCII rune of similar shape: lines and corners; bars and braille by how much of the cell they fill; <c>?</c> for anything else.
    /// </summary>
    public static Rune Of(Rune rune) => rune.Value switch
    {
        < 0x7F => rune,
        >= 0x2800 and <= 0x28FF => new Rune(Density[BitOperations.PopCount((uint)(rune.Value - 0x2800))]),
        >= 0x2581 and <= 0x2588 => new Rune(Levels[rune.Value - 0x2580]),
        >= 0x2589 and <= 0x258F => new Rune(Levels[0x2590 - rune.Value]),
        '─' or '┄' => new Rune('-'),
        '│' or '┃' or '┆' => new Rune('|'),
        '┌' or '┐' or '└' or '┘' or '┼' or '┤' or '├' or '┬' or '┴' => new Rune('+'),
        '…' => new Rune('~'),
        '·' or '•' => new Rune('.'),
        '×' => new Rune('x'),
        '±' => new Rune('~'),
        '≤' => new Rune('<'),
        '≥' => new Rune('>'),
        '◆' => new Rune('#'),
        '↑' or '▲' or '⇧' => new Rune('^'),
        '↓' or '▼' => new Rune('v'),
        '←' => new Rune('<'),
        '→' or '▶' => new Rune('>'),
        '░' => new Rune('.'),
        '✓' or '●' => new Rune('*'),
        'Δ' => new Rune('d'),
        '−' or '–' or '—' => new Rune('-'),
        '’' or '‘' => new Rune('\''),
        '“' or '”' => new Rune('"'),
        _ => WithoutMarks(rune),
    };

    // An accented letter is the letter.
    static Rune WithoutMarks(Rune rune) =>
        rune.ToString().Normalize(NormalizationForm.FormD)[0] is < (char)0x7F and var letter ? new Rune(letter) : new Rune('?');
}
