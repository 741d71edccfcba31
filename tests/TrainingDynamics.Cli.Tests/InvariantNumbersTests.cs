using System.CommandLine;
using System.Globalization;

namespace TrainingDynamics.Cli.Tests;

/// <summary>Every option of every verb reads a number as it is written, whatever the locale was when the program began.</summary>
public sealed class InvariantNumbersTests
{
    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("fr-FR")]
    [InlineData("fa-IR")]
    public void Every_option_that_takes_a_number_reads_it_as_it_is_written(string locale)
    {
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new CultureInfo(locale);
            InvariantNumbers.Use();
            var root = CommandLine.Root();
            var (fractions, wholes) = (0, 0);
            foreach (var verb in root.Subcommands)
            {
                foreach (var option in verb.Options)
                {
                    if (Read(root, verb, option, "0.0005") is { } fraction)
                    {
                        Assert.True(fraction is 0.0005, $"td {verb.Name} {option.Name} 0.0005 is read as {fraction}");
                        fractions++;
                    }
                    else if (Read(root, verb, option, "-1234567") is { } whole)
                    {
                        Assert.True(whole is -1234567, $"td {verb.Name} {option.Name} -1234567 is read as {whole}");
                        wholes++;
                    }
                }
            }

            Assert.InRange(fractions, 15, 200);
            Assert.InRange(wholes, 40, 400);
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
        }
    }

    // Null where the option takes no such number.
    static double? Read(RootCommand root, Command verb, Option option, string text)
    {
        var type = Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType;
        if (type != (text.Contains('.', StringComparison.Ordinal) ? typeof(double) : typeof(int)))
        {
            return null;
        }

        var parsed = root.Parse([verb.Name, option.Name, text]);
        return option switch
        {
            Option<double> number => parsed.GetValue(number),
            Option<double?> number => parsed.GetValue(number),
            Option<int> number => parsed.GetValue(number),
            Option<int?> number => parsed.GetValue(number),
            _ => null,
        };
    }
}
