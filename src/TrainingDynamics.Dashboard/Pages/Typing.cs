using System.Text;

namespace TrainingDynamics.Dashboard.Pages;

static class Typing
{
    /// <summary>Most letters in a line; further ones are ignored.</summary>
    public const int Longest = 200;

    /// <summary>The text after a key that is neither Enter nor Esc: one letter more, or with Backspace one less; other keys are ignored.</summary>
    public static string After(string typed, string key) =>
        key == "Backspace" ? typed[..^LastLength(typed)]
        : typed.Length < Longest && key.EnumerateRunes().Count() == 1 && !Rune.IsControl(key.EnumerateRunes().First()) ? typed + key
        : typed;

    static int LastLength(string typed) => typed.Length >= 2 && char.IsSurrogatePair(typed[^2], typed[^1]) ? 2 : Math.Min(1, typed.Length);
}
