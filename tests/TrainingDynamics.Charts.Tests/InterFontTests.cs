using SkiaSharp;

namespace TrainingDynamics.Charts.Tests;

public sealed class InterFontTests
{
    [Fact]
    public void Both_typefaces_are_Inter_and_differ_in_weight()
    {
        Assert.Equal("Inter", InterFont.Regular.FamilyName);
        Assert.Equal("Inter", InterFont.Bold.FamilyName);
        Assert.Equal((int)SKFontStyleWeight.Normal, InterFont.Regular.FontWeight);
        Assert.Equal((int)SKFontStyleWeight.Bold, InterFont.Bold.FontWeight);
    }

    [Fact]
    public void Every_letter_the_figure_prints_has_a_glyph()
    {
        const string printed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -_./,";
        Assert.True(InterFont.Regular.ContainsGlyphs(printed));
        Assert.True(InterFont.Bold.ContainsGlyphs(printed));
    }
}
