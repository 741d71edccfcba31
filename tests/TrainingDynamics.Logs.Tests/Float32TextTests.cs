using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace TrainingDynamics.Logs.Tests;

/// <summary>The oracle is the library's parser, which rounds every decimal to the nearest float32.</summary>
public sealed class Float32TextTests
{
    static int Scan(string text, out float value)
    {
        var bytes = new byte[text.Length + RecordScanner.Padding];
        Encoding.ASCII.GetBytes(text, bytes);
        bytes[text.Length] = (byte)'\n';
        return Float32Text.Scan(ref MemoryMarshal.GetArrayDataReference(bytes), 0, out value);
    }

    static void SameAsLibrary(string text)
    {
        var expected = float.Parse(text, CultureInfo.InvariantCulture);
        var end = Scan(text, out var value);
        Assert.Equal(float.IsFinite(expected) ? text.Length : -1, end);
        if (end >= 0 && BitConverter.SingleToInt32Bits(expected) != BitConverter.SingleToInt32Bits(value))
        {
            Assert.Fail($"{text} is {expected:R} and was read as {value:R}");
        }
    }

    [Fact]
    public void Two_million_float32_of_all_magnitudes_are_read_as_the_library_reads_them()
    {
        var random = new Random(1);
        for (var i = 0; i < 1_000_000; i++)
        {
            var value = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
            if (float.IsFinite(value))
            {
                // As Python writes it: the shortest text of the float64; as C# does: that of the float32.
                SameAsLibrary(((double)value).ToString("R", CultureInfo.InvariantCulture));
                SameAsLibrary(value.ToString("R", CultureInfo.InvariantCulture));
            }
        }
    }

    [Fact]
    public void Half_a_million_decimals_halfway_between_two_float32_and_beside_it_are_rounded_as_the_library_does()
    {
        var random = new Random(2);
        for (var i = 0; i < 150_000; i++)
        {
            var value = (float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-6, 7)));
            var halfway = ((double)value + MathF.BitIncrement(value)) / 2;
            foreach (var text in new[] { halfway, double.BitIncrement(halfway), double.BitDecrement(halfway) })
            {
                SameAsLibrary(text.ToString("R", CultureInfo.InvariantCulture));
                SameAsLibrary(((decimal)text).ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    [Fact]
    public void Random_digits_of_any_length_are_read_as_the_library_reads_them()
    {
        var random = new Random(3);
        string Digits(int most) => string.Concat(Enumerable.Range(0, random.Next(1, most)).Select(_ => (char)('0' + random.Next(10))));
        for (var i = 0; i < 300_000; i++)
        {
            var whole = random.Next(3) == 0 ? "0" : $"{random.Next(1, 10)}{Digits(12)}";
            var exponent = random.Next(3) == 0 ? $"e{random.Next(-50, 50)}" : "";
            SameAsLibrary($"{(random.Next(2) == 0 ? "-" : "")}{whole}.{Digits(25)}{exponent}");
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0.0")]
    [InlineData("0.000000000000000000000000000000000000000000000000000000000001")]
    [InlineData("1e-45")]
    [InlineData("1.1754943508222875e-38")]
    [InlineData("3.4028234663852886e+38")]
    [InlineData("3.4028235677973366e+38")]
    [InlineData("1E400")]
    [InlineData("0e99999999999999999999")]
    [InlineData("123456789012345678901234567890")]
    public void Extreme_numbers_are_read_as_the_library_reads_them(string text) => SameAsLibrary(text);

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("01.5")]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData("1.e5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("+1")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    public void What_JSON_has_no_number_for_is_refused(string text) => Assert.Equal(-1, Scan(text, out _));

    [Theory]
    [InlineData("1.5, 2", 3)]
    [InlineData("12]", 2)]
    [InlineData("1e5}", 3)]
    public void A_number_ends_where_its_text_does(string text, int end) => Assert.Equal(end, Scan(text, out _));
}
