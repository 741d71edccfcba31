namespace TrainingDynamics.Analytics

open System
open System.Runtime.Intrinsics
open System.Runtime.Intrinsics.X86

/// Exponential and logarithm in float64, of one number and, by the same operations and so bit for bit, of four where the
/// processor has AVX2 and FMA. Own code, because the library's functions of vectors are compiled in every process anew, at
/// first without optimisation, which costs td metrics a third of a second, and those of single numbers take five times as long.
[<RequireQualifiedAccess>]
module internal Float64Functions =

    // Added to a small number it rounds that to an integer, which stands in the sum's last bits.
    let rounding = 6755399441055744.0 // 1.5 * 2^52

    let perLn2 = 1.4426950408889634

    // Few enough bits that the product with an exponent is exact, and the rest.
    let ln2 = 0.6931471803691238

    let ln2Rest = 1.9082149292705877e-10

    /// The least number of which an exponential is taken; to a sum of at least 1 what is below adds nothing.
    let leastExponent = -700.0

    // The series of the exponential from r/13! down; r is at most ln 2 / 2.
    let inline exponentialSeries ([<InlineIfLambda>] multiplyAdd: 'n -> float -> 'n) (first: 'n) =
        let u = multiplyAdd first 2.08767569878681e-09
        let u = multiplyAdd u 2.505210838544172e-08
        let u = multiplyAdd u 2.755731922398589e-07
        let u = multiplyAdd u 2.7557319223985893e-06
        let u = multiplyAdd u 2.48015873015873e-05
        let u = multiplyAdd u 0.0001984126984126984
        let u = multiplyAdd u 0.001388888888888889
        let u = multiplyAdd u 0.008333333333333333
        let u = multiplyAdd u 0.041666666666666664
        let u = multiplyAdd u 0.16666666666666666
        let u = multiplyAdd u 0.5
        let u = multiplyAdd u 1.0
        multiplyAdd u 1.0

    let leastTerm = 1.6059043836821613e-10 // 1/13!

    /// e^x, of x at most 0 and, below `leastExponent`, of that. Error: two units in the last place.
    let exp (x: float) =
        let x = Math.Max(x, leastExponent)
        let shifted = Math.FusedMultiplyAdd(x, perLn2, rounding)
        let n = shifted - rounding
        let r = Math.FusedMultiplyAdd(n, -ln2, x)
        let r = Math.FusedMultiplyAdd(n, -ln2Rest, r)

        let u =
            exponentialSeries (fun u term -> Math.FusedMultiplyAdd(u, r, term)) leastTerm

        u
        * BitConverter.Int64BitsToDouble((BitConverter.DoubleToInt64Bits shifted + 1023L) <<< 52)

    /// The same of four numbers.
    let exps (x: Vector256<float>) =
        let x = Avx.Max(x, Vector256.Create leastExponent)
        let shifted = Fma.MultiplyAdd(x, Vector256.Create perLn2, Vector256.Create rounding)
        let n = Avx.Subtract(shifted, Vector256.Create rounding)
        let r = Fma.MultiplyAdd(n, Vector256.Create -ln2, x)
        let r = Fma.MultiplyAdd(n, Vector256.Create -ln2Rest, r)

        let u =
            exponentialSeries
                (fun u term -> Fma.MultiplyAdd(u, r, Vector256.Create term))
                (Vector256.Create leastTerm)

        let power =
            Avx2.ShiftLeftLogical(Avx2.Add(shifted.AsInt64(), Vector256.Create 1023L), 52uy)

        Avx.Multiply(u, power.AsDouble())

    // Bits of √½; the mantissa is scaled into [√½, √2).
    let rootOfHalf = 4604544271217802189L

    // As a float64 its last bits are an integer.
    let integers = 4503599627370496.0 // 2^52

    // (artanh f - f) / f^3 in powers of f squared, from 1/21 down; f is at most 0.172.
    let inline artanhSeries ([<InlineIfLambda>] multiplyAdd: 'n -> float -> 'n) (first: 'n) =
        let u = multiplyAdd first 0.05263157894736842
        let u = multiplyAdd u 0.058823529411764705
        let u = multiplyAdd u 0.06666666666666667
        let u = multiplyAdd u 0.07692307692307693
        let u = multiplyAdd u 0.09090909090909091
        let u = multiplyAdd u 0.1111111111111111
        let u = multiplyAdd u 0.14285714285714285
        let u = multiplyAdd u 0.2
        multiplyAdd u 0.3333333333333333

    let lastQuotient = 0.047619047619047616 // 1/21

    /// ln x, of finite x at least 1. Error: three units in the last place.
    let log (x: float) =
        let bits = BitConverter.DoubleToInt64Bits x
        let exponent = (bits - rootOfHalf) >>> 52
        let m = BitConverter.Int64BitsToDouble(bits - (exponent <<< 52))

        let n =
            BitConverter.Int64BitsToDouble(exponent ||| BitConverter.DoubleToInt64Bits integers)
            - integers
        // ln m = 2 artanh f
        let f = (m - 1.0) / (m + 1.0)
        let s = f * f
        let u = artanhSeries (fun u term -> Math.FusedMultiplyAdd(u, s, term)) lastQuotient

        let rest = Math.FusedMultiplyAdd(n, ln2Rest, (f + f) * s * u)
        Math.FusedMultiplyAdd(n, ln2, (f + f) + rest)

    /// The same of four numbers.
    let logs (x: Vector256<float>) =
        let bits = x.AsInt64()

        let exponent =
            Avx2.ShiftRightLogical(Avx2.Subtract(bits, Vector256.Create rootOfHalf), 52uy)

        let m = Avx2.Subtract(bits, Avx2.ShiftLeftLogical(exponent, 52uy)).AsDouble()
        let base52 = Vector256.Create integers
        let n = Avx.Subtract(Avx2.Or(exponent, base52.AsInt64()).AsDouble(), base52)
        let one = Vector256.Create 1.0
        let f = Avx.Divide(Avx.Subtract(m, one), Avx.Add(m, one))
        let s = Avx.Multiply(f, f)

        let u =
            artanhSeries
                (fun u term -> Fma.MultiplyAdd(u, s, Vector256.Create term))
                (Vector256.Create lastQuotient)

        let twice = Avx.Add(f, f)

        let rest =
            Fma.MultiplyAdd(n, Vector256.Create ln2Rest, Avx.Multiply(Avx.Multiply(twice, s), u))

        Fma.MultiplyAdd(n, Vector256.Create ln2, Avx.Add(twice, rest))
