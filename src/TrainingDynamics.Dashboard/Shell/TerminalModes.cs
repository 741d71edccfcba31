using System.Globalization;
using System.Text;

namespace TrainingDynamics.Dashboard.Shell;

/// <summary>Control sequences of ECMA-48 and xterm besides those for cells.</summary>
static class TerminalModes
{
    // 1002 reports presses, releases and motion with a button held, not every motion: a mouse that only passes by costs nothing.
    const string MouseOn = "\e[?1002h\e[?1006h";
    const string MouseOff = "\e[?1002l\e[?1006l";
    const string Bell = "\a";
    const string StringEnd = "\e\\";

    // xterm takes no more in one sequence; base64 makes four of three.
    const int LongestCopy = 74_994 / 4 * 3;
    const int LongestNotice = 200;

    /// <summary>
    /// Shows the alternate screen, empty, without a cursor; pasted text is bracketed. With the mouse, clicks, the wheel and dragging are reported;
    /// with Shift the terminal keeps them for itself.
    /// </summary>
    public static string Enter(bool mouse) => $"\e[?1049h\e[2J\e[H\e[?25l{(mouse ? MouseOn : "")}\e[?2004h";

    /// <summary>Restores all that <see cref="Enter"/> changed.</summary>
    public static string Leave(bool mouse) => $"\e[?2004l{(mouse ? MouseOff : "")}\e[0m\e[?1049l\e[?25h";

    /// <summary>As <see cref="Leave"/>, wherever the writing of a frame was broken off; also restores the keyboard protocol.</summary>
    public static string Abandon(bool mouse) => $"\x18\e[<u{Leave(mouse)}";

    /// <summary>Moves to a column and a row, both from 0.</summary>
    public static string MoveTo(int column, int row) => string.Create(CultureInfo.InvariantCulture, $"\e[{row + 1};{column + 1}H");

    /// <summary>Copies a text to the terminal's clipboard (OSC 52); IsWhole is false where it was too long and was cut.</summary>
    public static (string Sequence, bool IsWhole) Copy(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var kept = Math.Min(bytes.Length, LongestCopy);
        while (kept < bytes.Length && (bytes[kept] & 0xC0) == 0x80)
        {
            kept--; // not in the middle of a letter
        }

        return ($"\e]52;c;{Convert.ToBase64String(bytes, 0, kept)}{StringEnd}", kept == bytes.Length);
    }

    /// <summary>Rings the bell, and shows a desktop notice where the terminal can (OSC 9).</summary>
    public static string Announce(string text)
    {
        var plain = string.Concat(text.EnumerateRunes().Take(LongestNotice).Select(rune => Rune.IsControl(rune) ? " " : rune.ToString()));
        return $"{Bell}\e]9;{plain}{StringEnd}";
    }
}
