module TrainingDynamics.Analytics.Tests.Float64FunctionsTests

open System
open System.Runtime.Intrinsics
open System.Runtime.Intrinsics.X86
open Xunit
open TrainingDynamics.Analytics

let near (expected: float) (actual: float) units =
    Assert.Equal(expected, actual, units * (Math.BitIncrement expected - expected))

[<Fact>]
let ``The exponential is the library's to two units in the last place`` () =
    let random = Random 1

    for _ in 1..100_000 do
        let x = -Math.Pow(10.0, random.NextDouble() * 18.8 - 16.0)
        near (Math.Exp(max x -700.0)) (Float64Functions.exp x) 2.0

    Assert.Equal(1.0, Float64Functions.exp 0.0)
    near (Math.Exp -700.0) (Float64Functions.exp -6.8e38) 2.0

[<Fact>]
let ``The logarithm of numbers from 1 is the library's to three units in the last place`` () =
    let random = Random 2

    for _ in 1..100_000 do
        let x = 1.0 + Math.Pow(10.0, random.NextDouble() * 22.0 - 16.0)
        near (Math.Log x) (Float64Functions.log x) 3.0

    Assert.Equal(0.0, Float64Functions.log 1.0)

[<Fact>]
let ``Four numbers at once give what each gives, bit for bit`` () =
    if Avx2.IsSupported && Fma.IsSupported then
        let random = Random 3

        for _ in 1..20_000 do
            let x = Array.init 4 (fun _ -> -Math.Pow(10.0, random.NextDouble() * 8.0 - 5.0))
            let exps = Float64Functions.exps (Vector256.Create(x[0], x[1], x[2], x[3]))

            let logs =
                Float64Functions.logs (Vector256.Create(1.0 - x[0], 1.0 - x[1], 1.0 - x[2], 1.0 - x[3]))

            for lane in 0..3 do
                Assert.Equal(Float64Functions.exp x[lane], exps.GetElement lane)
                Assert.Equal(Float64Functions.log (1.0 - x[lane]), logs.GetElement lane)
