using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TrainingDynamics.Logs;

/// <summary>
/// The float32 nearest to a JSON number, and where the number ends. Own code, because the library's parser takes a third of
/// all the time that metrics take; it is called where the short way cannot know the last bit.
/// </summary>
static class Float32Text
{
    // A mantissa of 18 digits fits a long; powers of ten up to 22 are exact in a double.
    const int MaxDigits = 18;
    const int MaxPower = 22;

    // The bits of a double's mantissa that a float32 lacks; halfway between two float32 they are 0x10000000.
    const ulong LostBits = 0x1FFF_FFFF;
    const ulong Halfway = 0x1000_0000;

    // Mantissa and quotient are rounded once each, by half a unit at most; this is a multiple of that.
    const ulong Doubt = 8;

    const double SmallestNormal = 1.1754943508222875e-38;

    static readonly double[] PowersOfTen =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>
    /// Gives the place behind the number that starts at <paramref name="at"/>; −1 when there is no JSON number or no finite
    /// float32. Eight bytes behind the number must be readable.
    /// </summary>
    public static int Scan(ref byte text, int at, out float value)
    {
        value = 0;
        var place = at;
        var isNegative = Unsafe.Add(ref text, place) == (byte)'-';
        if (isNegative)
        {
            place++;
        }

        var whole = place;
        ulong mantissa = 0;
        uint digit;
        while ((digit = (uint)(Unsafe.Add(ref text, place) - '0')) <= 9)
        {
            mantissa = unchecked((10 * mantissa) + digit);
            place++;
        }

        var digits = place - whole;
        if (digits == 0 || (digits > 1 && Unsafe.Add(ref text, whole) == (byte)'0'))
        {
            return -1;
        }

        var power = 0;
        if (Unsafe.Add(ref text, place) == (byte)'.')
        {
            var fraction = ++place;
            if (mantissa == 0)
            {
                // Zeros before the first other digit do not count as digits of the mantissa.
                digits = 0;
                while (Unsafe.Add(ref text, place) == (byte)'0')
                {
                    place++;
                }
            }

            var significant = place;
            place = Fraction(ref text, place, ref mantissa);
            digits += place - significant;
            power = fraction - place;
            if (power == 0)
            {
                return -1;
            }
        }

        if ((Unsafe.Add(ref text, place) | 0x20) == (byte)'e')
        {
            place = Exponent(ref text, place + 1, ref power);
            if (place < 0)
            {
                return -1;
            }
        }

        if (digits <= MaxDigits && power is >= -MaxPower and <= MaxPower)
        {
            // A long converts in one instruction, a ulong in several.
            var number = (double)(long)mantissa;
            number = power < 0 ? number / PowersOfTen[-power] : number * PowersOfTen[power];
            var lost = BitConverter.DoubleToUInt64Bits(number) & LostBits;
            if ((number is >= SmallestNormal and <= float.MaxValue && lost - (Halfway - Doubt) > 2 * Doubt) || mantissa == 0)
            {
                value = (float)(isNegative ? -number : number);
                return place;
            }
        }

        return Utf8Parser.TryParse(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref text, at), place - at), out value, out var taken)
            && taken == place - at && float.IsFinite(value)
            ? place
            : -1;
    }

    static int Fraction(ref byte text, int place, ref ulong mantissa)
    {
        while (true)
        {
            // Eight digits at once: in every byte the high half must be 3 and the low half at most 9.
            var eight = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref text, place));
            if (((eight & 0xF0F0F0F0F0F0F0F0) | (((eight + 0x0606060606060606) & 0xF0F0F0F0F0F0F0F0) >> 4)) != 0x3333333333333333)
            {
                break;
            }

            // Pairs, then fours, then eight, by the weights of their places.
            eight -= 0x3030303030303030;
            eight = unchecked((eight * 10) + (eight >> 8));
            eight = unchecked(((eight & 0x000000FF000000FF) * 0x000F424000000064) + (((eight >> 16) & 0x000000FF000000FF) * 0x0000271000000001)) >> 32;
            mantissa = unchecked((mantissa * 100_000_000) + eight);
            place += 8;
        }

        uint digit;
        while ((digit = (uint)(Unsafe.Add(ref text, place) - '0')) <= 9)
        {
            mantissa = unchecked((10 * mantissa) + digit);
            place++;
        }

        return place;
    }

    static int Exponent(ref byte text, int place, ref int power)
    {
        var isNegative = Unsafe.Add(ref text, place) == (byte)'-';
        if (isNegative || Unsafe.Add(ref text, place) == (byte)'+')
        {
            place++;
        }

        var first = place;
        var exponent = 0;
        uint digit;
        while ((digit = (uint)(Unsafe.Add(ref text, place) - '0')) <= 9)
        {
            // Beyond 10,000 the value no longer matters; the digits are still part of the number.
            exponent = exponent < 10_000 ? (10 * exponent) + (int)digit : exponent;
            place++;
        }

        power += isNegative ? -exponent : exponent;
        return place > first ? place : -1;
    }
}
