using System.Text;
using System.Text.RegularExpressions;
using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Drawing;
using TrainingDynamics.Dashboard.Shell;
using Color = Terminal.Gui.Drawing.Color;

namespace TrainingDynamics.Dashboard.Tests;

/// <summary>What a terminal is sent, byte for byte.</summary>
public sealed class TerminalOutputTests
{
    sealed class Paper : ITerminalDevice
    {
        readonly StringBuilder _sent = new();

        public string Sent => _sent.ToString();

        public (int Width, int Height)? Size() => (100, 12);

        public void Write(ReadOnlySpan<char> text) => _sent.Append(text);
    }

    // A frame of the map through the library's whole way.
    static string Draw(ColorDepth depth, bool mouse = true)
    {
        Environment.SetEnvironmentVariable("DisableRealDriverIO", "1");
        var paper = new Paper();
        using var output = new TerminalOutput(paper, mouse, depth);
        using var app = TerminalOutput.Application(output);
        output.Enter();
        app.Init();
        using var view = new CanvasView(Palette.For(new Settings(Depth: depth)));
        var token = app.Begin(view)!;
        view.Show(Screen.Draw(DashboardState.Begin(new MadeUpRun().Snapshot(), Pages.PageId.Map), 100, 12));
        app.LayoutAndDraw();
        app.End(token);
        return paper.Sent;
    }

    [Theory]
    [InlineData(ColorDepth.True, ";38;2;", ";38;5;")]
    [InlineData(ColorDepth.Indexed, ";38;5;", ";38;2;")]
    [InlineData(ColorDepth.Sixteen, ";9", ";38;")]
    public void Colours_are_sent_as_the_terminal_can_take_them(ColorDepth depth, string some, string none)
    {
        var sent = Draw(depth);
        Assert.Contains(some, sent, StringComparison.Ordinal);
        Assert.DoesNotContain(none, sent, StringComparison.Ordinal);
        Assert.Contains("3 Histograms", sent, StringComparison.Ordinal);
    }

    // 9 and 1000 to 1003 report the mouse, 1005, 1006, 1015 and 1016 say how; of these 1003 reports every motion. Whether the
    // program gets what is done with Shift is asked for apart, by XTSHIFTESCAPE.
    [Fact]
    public void Of_the_mouse_only_presses_and_drags_are_asked_for_so_that_Shift_stays_the_terminals_or_nothing_is()
    {
        var sent = Draw(ColorDepth.Indexed);
        Assert.Equal(["1002", "1006"], MouseModes(sent, 'h'));
        Assert.DoesNotMatch(@"\e\[>\d*s", sent);
        Assert.Equal(["1002", "1006"], MouseModes(TerminalModes.Leave(mouse: true), 'l'));
        Assert.Equal(["1002", "1006"], MouseModes(TerminalModes.Abandon(mouse: true), 'l'));
        foreach (var alone in new[] { Draw(ColorDepth.Indexed, mouse: false), TerminalModes.Abandon(mouse: false) })
        {
            Assert.Empty(MouseModes(alone, 'h'));
            Assert.Empty(MouseModes(alone, 'l'));
        }

        Assert.Contains("\e[?1049h", Draw(ColorDepth.Indexed, mouse: false), StringComparison.Ordinal);

        static IEnumerable<string> MouseModes(string sent, char end) => Regex.Matches(sent, $@"\e\[\?([\d;]+){end}")
            .SelectMany(match => match.Groups[1].Value.Split(';'))
            .Where(mode => mode is "9" or "1000" or "1001" or "1002" or "1003" or "1005" or "1006" or "1007" or "1015" or "1016")
            .Distinct();
    }

    [Fact]
    public void The_screen_is_given_back_once_whatever_was_taken()
    {
        var paper = new Paper();
        using (var output = new TerminalOutput(paper, mouse: true, ColorDepth.True))
        {
            output.Enter();
            output.Dispose();
        }

        Assert.Equal(TerminalModes.Enter(mouse: true) + TerminalModes.Leave(mouse: true), paper.Sent);
        var unused = new Paper();
        new TerminalOutput(unused, mouse: true, ColorDepth.True).Dispose();
        Assert.Equal("", unused.Sent);
    }

    [Theory]
    [InlineData("truecolor", "xterm-256color", ColorDepth.True)]
    [InlineData("24bit", "screen", ColorDepth.True)]
    [InlineData(null, "xterm-256color", ColorDepth.Indexed)]
    [InlineData("", "vt220", ColorDepth.Indexed)]
    [InlineData("yes", null, ColorDepth.Indexed)]
    [InlineData(null, "linux", ColorDepth.Sixteen)]
    public void A_terminal_gets_24_bits_only_where_it_promises_them(string? colorTerm, string? term, ColorDepth expected) =>
        Assert.Equal(expected, DashboardOptions.ColorsOf(colorTerm, term));

    [Fact]
    public void The_palette_of_256_gives_its_own_colours_back_and_the_nearest_of_others()
    {
        // xterm's: a cube of 0, 95, 135, 175, 215, 255, then greys from 8 in steps of 10.
        int[] levels = [0, 95, 135, 175, 215, 255];
        var palette = new List<(int R, int G, int B)>();
        for (var i = 0; i < 216; i++)
        {
            palette.Add((levels[i / 36], levels[i / 6 % 6], levels[i % 6]));
        }

        palette.AddRange(Enumerable.Range(0, 24).Select(i => (8 + (10 * i), 8 + (10 * i), 8 + (10 * i))));
        for (var r = 0; r < 256; r += 15)
        {
            for (var g = 0; g < 256; g += 15)
            {
                for (var b = 0; b < 256; b += 15)
                {
                    int Distance((int R, int G, int B) of) => ((of.R - r) * (of.R - r)) + ((of.G - g) * (of.G - g)) + ((of.B - b) * (of.B - b));
                    Assert.Equal(palette.Min(Distance), Distance(palette[TerminalColors.IndexOf(new Color(r, g, b)) - 16]));
                }
            }
        }
    }

    [Theory]
    [InlineData(ColorDepth.True)]
    [InlineData(ColorDepth.Indexed)]
    [InlineData(ColorDepth.Sixteen)]
    public void Five_kinds_of_correctness_stay_five_colours_on_dark_and_light(ColorDepth depth)
    {
        foreach (var light in new[] { false, true })
        {
            var palette = Palette.For(new Settings(Light: light, Depth: depth));
            Ink[] inks = [Ink.Never, Ink.Seldom, Ink.Half, Ink.Mostly, Ink.Always];
            Assert.Equal(5, inks.Select(ink => TerminalColors.Select(palette[ink], depth)).Distinct().Count());
        }
    }

    [Fact]
    public void A_copy_is_base64_of_the_text_and_a_long_one_is_cut_between_letters()
    {
        static string Text(string sequence) => Encoding.UTF8.GetString(Convert.FromBase64String(sequence["\e]52;c;".Length..^2]));
        var (sequence, isWhole) = TerminalModes.Copy("17\tnaïve 映画");
        Assert.Equal(("\e]52;c;", "\e\\", "17\tnaïve 映画", true), (sequence[..7], sequence[^2..], Text(sequence), isWhole));
        for (var shift = 0; shift < 4; shift++)
        {
            var longer = new string('a', shift) + string.Concat(Enumerable.Repeat("😀", 30_000));
            (sequence, isWhole) = TerminalModes.Copy(longer);
            Assert.False(isWhole);
            Assert.InRange(sequence.Length, 70_000, 75_003);
            Assert.StartsWith(Text(sequence), longer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_notice_cannot_end_its_sequence_early() =>
        Assert.Equal("\a\e]9;a ]0;b  c\e\\", TerminalModes.Announce("a\e]0;b\a\nc"));
}
