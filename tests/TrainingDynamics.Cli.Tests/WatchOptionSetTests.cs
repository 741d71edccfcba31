namespace TrainingDynamics.Cli.Tests;

public sealed class WatchOptionSetTests
{
    // What rxvt and Konsole set: foreground, at times another field, background, as numbers of the sixteen colours.
    [Theory]
    [InlineData("0;15", true)]
    [InlineData("0;default;7", true)]
    [InlineData("15;0", false)]
    [InlineData("7;default", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_terminal_may_say_that_it_is_light(string? colors, bool expected) => Assert.Equal(expected, WatchOptionSet.IsLight(colors));
}
