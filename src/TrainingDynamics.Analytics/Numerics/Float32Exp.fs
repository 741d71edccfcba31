namespace TrainingDynamics.Analytics

open System
open System.Runtime.Intrinsics
open System.Runtime.Intrinsics.X86

/// The float32 exponential of PyTorch's CPU kernels, which is that of the Sleef library with 1.0 ulp: ln 2 in two parts
/// and a polynomial. Own code, because MathF.Exp rounds otherwise, and the last bit of a float32 shows in ten decimals.
[<RequireQualifiedAccess>]
module internal Float32Exp =

    // 2^n for n in [-126, 127], made of its bits.
    let powerOfTwo n =
        BitConverter.Int32BitsToSingle((n + 127) <<< 23)

    // Sleef's polynomial in s from the term of s^7 down, for one number and for eight.
    let inline series ([<InlineIfLambda>] multiplyAdd: 'n -> float32 -> 'n) (first: 'n) =
        let u = multiplyAdd first 0.00139304355252534151077271f
        let u = multiplyAdd u 0.00833336077630519866943359f
        let u = multiplyAdd u 0.0416664853692054748535156f
        let u = multiplyAdd u 0.166666671633720397949219f
        multiplyAdd u 0.5f

    let leastTerm = 0.000198527617612853646278381f

    /// e^d, d at most 88; 0 below -104, subnormal numbers just above it.
    let exp (d: float32) =
        if d < -104.0f then
            0.0f // the smallest subnormal float32 is e^-103.3; also keeps -infinity away from the conversion below
        else
            let q = MathF.Round(d * 1.442695040888963407f) // half to even
            let s = MathF.FusedMultiplyAdd(q, -0.693145751953125f, d)
            let s = MathF.FusedMultiplyAdd(q, -1.428606765330187045e-06f, s)
            let u = series (fun u term -> MathF.FusedMultiplyAdd(u, s, term)) leastTerm

            let u = 1.0f + MathF.FusedMultiplyAdd(s * s, u, s)
            let n = int q
            // Two factors: 2^n alone is no normal float32 below n = -126.
            u * powerOfTwo (n >>> 1) * powerOfTwo (n - (n >>> 1))

    let powersOfTwo (n: Vector256<int>) =
        Avx2.ShiftLeftLogical(Avx2.Add(n, Vector256.Create 127), 23uy).AsSingle()

    /// The same of eight numbers, bit for bit, where the processor has AVX2 and FMA.
    let exps (d: Vector256<float32>) =
        let q =
            Avx.RoundToNearestInteger(Avx.Multiply(d, Vector256.Create 1.442695040888963407f))

        let s = Fma.MultiplyAdd(q, Vector256.Create -0.693145751953125f, d)
        let s = Fma.MultiplyAdd(q, Vector256.Create -1.428606765330187045e-06f, s)

        let u =
            series (fun u term -> Fma.MultiplyAdd(u, s, Vector256.Create term)) (Vector256.Create leastTerm)

        let u = Avx.Add(Vector256.Create 1.0f, Fma.MultiplyAdd(Avx.Multiply(s, s), u, s))
        let n = Avx.ConvertToVector256Int32 q
        let half = Avx2.ShiftRightArithmetic(n, 1uy)

        let e =
            Avx.Multiply(Avx.Multiply(u, powersOfTwo half), powersOfTwo (Avx2.Subtract(n, half)))

        Avx.And(e, Avx.CompareGreaterThanOrEqual(d, Vector256.Create -104.0f))
