namespace TrainingDynamics.Logs.Tests;

public sealed class ClassNamesTests
{
    public static TheoryData<string[], string[]> Alike => new()
    {
        { [" a", "a", "a "], ["' a'", "'a'", "'a '"] },
        { ["", "b"], ["''", "'b'"] },
        { ["a b", "a\u00a0b", "c"], ["'a b'", @"'a\u00a0b'", "'c'"] },
        { ["a  b", "a b"], [@"'a \u0020b'", "'a b'"] },
        { ["spam", "sp\u0430m"], ["'spam'", @"'sp\u0430m'"] },
        { ["ok", "o\u200bk", "\ufeffok"], ["'ok'", @"'o\u200bk'", @"'\ufeffok'"] },
        { ["caf\u00e9", "cafe\u0301"], ["'caf\u00e9'", @"'cafe\u0301'"] },
        { ["\uac00", "\u1100\u1161"], ["'\uac00'", @"'\u1100\u1161'"] },
        { ["1-2", "1\u20132"], ["'1-2'", @"'1\u20132'"] },
        { ["x", "\uff58", "\ud835\udc31"], ["'x'", @"'\uff58'", @"'\u{1d431}'"] },
    };

    [Theory]
    [MemberData(nameof(Alike))]
    public void Names_that_would_look_alike_are_told_apart(string[] names, string[] shown) => Assert.Equal(shown, ClassNames.Shown(names));

    [Fact]
    public void Names_that_nobody_confuses_stay_as_they_are()
    {
        foreach (var names in new string[][] { ["negative", "very positive"], ["да", "нет"], ["é", "e"], ["A", "a"], ["می\u200cشود", "نه"], ["映画", "映 画"], ["\ud800", "b"], [] })
        {
            Assert.Same(names, ClassNames.Shown(names));
        }
    }
}
