namespace TrainingDynamics.Cli.Tests;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("a fine film é 😀", "a fine film é 😀")]
    [InlineData("\u001b[2J\u001b]0;title\a", @"\x1b[2J\x1b]0;title\x07")]
    [InlineData("why???\r\nnot\n\u2028x\0\t\u009b1m\r", @"why???⏎not⏎⏎x\x00\t\x9b1m⏎")]
    [InlineData("abc\u202edcba\u2066\u200f\u061c", @"abc\u202edcba\u2066\u200f\u061c")]
    public void Nothing_of_the_data_steers_the_terminal_and_all_of_it_is_seen(string text, string shown) =>
        Assert.Equal(shown, TerminalText.Of(text));

    [Theory]
    [InlineData("short", 5, "short")]
    [InlineData("longer", 5, "long…")]
    [InlineData("一二三", 6, "一二三")]
    [InlineData("一二三四", 6, "一二…")]
    [InlineData("一二三四", 5, "一二…")]
    [InlineData("😀😀😀", 4, "😀…")]
    public void A_line_is_cut_to_the_cells_it_may_take(string line, int width, string cut)
    {
        Assert.Equal(cut, TerminalText.Cut(line, width));
        Assert.Equal(line, TerminalText.Cut(line, null));
    }

    [Fact]
    public void Labels_that_would_look_alike_are_quoted()
    {
        Assert.Equal(["' a'", "'a'", "'a '"], TerminalText.Labels([" a", "a", "a "]));
        Assert.Equal(["''", "'b'"], TerminalText.Labels(["", "b"]));
        Assert.Equal(["negative", "very positive"], TerminalText.Labels(["negative", "very positive"]));
    }
}
