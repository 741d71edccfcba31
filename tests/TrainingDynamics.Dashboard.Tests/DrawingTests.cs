using System.Text;
using FsCheck.Xunit;
using Terminal.Gui.Text;
using TrainingDynamics.Dashboard.Drawing;

namespace TrainingDynamics.Dashboard.Tests;

public sealed class DrawingTests
{
    static readonly Plane Unit = new(0, 1, 0, 1);

    [Property]
    public void Every_point_of_the_plane_is_counted_in_exactly_one_cell(byte[] bytes, byte width, byte height)
    {
        var (x, y) = (bytes.Select(b => b / 255.0).ToArray(), bytes.Reverse().Select(b => b / 200.0).ToArray());
        var grid = DensityGrid.Of(1 + (width % 40), 1 + (height % 20), Unit, x, y, _ => 0.5);
        var counts = from row in Enumerable.Range(0, grid.Height) from column in Enumerable.Range(0, grid.Width) select grid.Count(column, row);
        Assert.Equal(y.Count(value => value <= 1), counts.Sum());
        Assert.Equal(grid.Total, counts.Sum());
        Assert.Equal(grid.Greatest, counts.Max());
    }

    [Property]
    public void A_cell_has_at_most_as_many_dots_as_points_and_the_fullest_of_eight_is_full(byte[] bytes)
    {
        var (x, y) = (bytes.Select(b => b / 255.0).ToArray(), bytes.Select(b => b * 7 % 256 / 255.0).ToArray());
        var grid = DensityGrid.Of(5, 3, Unit, x, y, _ => 0);
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 5; column++)
            {
                var (dots, count) = (System.Numerics.BitOperations.PopCount(grid.Pattern(column, row)), grid.Count(column, row));
                Assert.InRange(dots, Math.Min(1, count), count);
                Assert.True(count < grid.Greatest || count < 8 || dots == 8);
            }
        }
    }

    [Fact]
    public void One_point_is_one_dot_in_its_place_and_the_hue_is_a_mean()
    {
        // The upper left and the lower right dot of a plot of one cell: bits 1 and 128.
        Assert.Equal(0x01, DensityGrid.Of(1, 1, Unit, [0], [1], _ => 0).Pattern(0, 0));
        Assert.Equal(0x80, DensityGrid.Of(1, 1, Unit, [1], [0], _ => 0).Pattern(0, 0));
        Assert.Equal(0.25, DensityGrid.Of(1, 1, Unit, [0, 1], [0, 1], i => i * 0.5).Hue(0, 0));
    }

    [Fact]
    public void A_rune_takes_the_cells_that_the_terminal_library_gives_it()
    {
        var all = from value in Enumerable.Range(0, 0x20000) where Rune.IsValid(value) select new Rune(value);
        Assert.All(all, rune => Assert.Equal(rune.GetColumns(), Columns.Of(rune)));
        Assert.Equal("映画 ▶ naïve …".GetColumns(), Columns.Of("映画 ▶ naïve …"));
    }

    [Theory]
    [InlineData(0, 1, 5, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(0, 0.5, 5, "0.0 0.1 0.2 0.3 0.4 0.5")]
    [InlineData(-1, 1, 4, "-1.0 -0.5 0.0 0.5 1.0")]
    [InlineData(0.2, 0.22, 4, "0.200 0.205 0.210 0.215 0.220")]
    [InlineData(0, 1, 1, "0 1")]
    public void Ticks_are_round_numbers(double least, double greatest, int most, string expected) =>
        Assert.Equal(expected, string.Join(' ', Ticks.Of(least, greatest, most).Select(tick => tick.Text)));

    [Theory]
    [InlineData("the quick brown fox", 9, "the quick|brown fox")]
    [InlineData("a\tb\r\n\u0000 c\u001b[31m", 20, "a b c [31m")]
    [InlineData("abcdefghij", 4, "abcd|efgh|ij")]
    [InlineData("映画映画", 5, "映画|映画")]
    [InlineData("e\u0301\u0302 ok", 10, "e ok")]
    [InlineData("  ", 10, "")]
    public void Texts_are_wrapped_by_columns(string text, int width, string expected) =>
        Assert.Equal(expected, string.Join('|', Wrapping.Lines(text, width)));

    [Fact]
    public void A_text_that_is_cut_says_so() => Assert.Equal(["one", "two…"], Wrapping.Lines("one two three four", 4, 2));

    [Property]
    public void No_line_of_a_wrapped_text_is_too_wide_and_no_letter_is_lost(string? text, byte width)
    {
        var room = 2 + (width % 30);
        var lines = Wrapping.Lines(text ?? "", room);
        Assert.All(lines, line => Assert.InRange(line.GetColumns(), 1, room));
        static string Letters(string from) => string.Concat(from.EnumerateRunes().Where(rune => !Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune) && rune.GetColumns() > 0));
        Assert.Equal(Letters(text ?? ""), Letters(string.Concat(lines)));
    }

    [Fact]
    public void What_covers_half_of_a_wide_rune_leaves_no_half_of_it()
    {
        var canvas = new Canvas(6, 1);
        canvas.Text(0, 0, "映画館");
        canvas.Put(1, 0, 'x', Ink.Plain);
        canvas.Put(4, 0, 'y', Ink.Plain);
        Assert.Equal(" x画y\n", canvas.ToText());
        canvas.Text(1, 0, "映");
        Assert.Equal(" 映 y\n", canvas.ToText());
    }

    [Property]
    public void Whatever_is_written_a_row_stays_as_wide_as_the_canvas(string? text, string? other, byte at, byte from)
    {
        var canvas = new Canvas(20, 2);
        canvas.Text(at % 25, 0, text ?? "");
        canvas.Text((from % 25) - 3, 0, other ?? "", Ink.Plain, 9);
        canvas.Text(0, 5, text ?? "", Ink.Plain, 1);
        Assert.InRange(canvas.ToText().Split('\n')[0].GetColumns(), 0, 20);
        canvas.ToAscii();
        Assert.All(canvas.ToText(), letter => Assert.InRange(letter, '\n', '~'));
    }
}
