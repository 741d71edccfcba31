module TrainingDynamics.Analytics.Tests.MetricsLinesTests

open System
open System.Globalization
open System.IO
open Xunit
open TrainingDynamics.Analytics
open TrainingDynamics.Logs

// Enough for several blocks, which are of a quarter of a megabyte.
let rows = 6000

// Numbers as pandas, Python and .NET print them: few digits, all seventeen, exponents.
let numberText row (random: Random) =
    let value = random.NextDouble() * 0.5

    match row % 4 with
    | 0 -> value.ToString("0.0#########", CultureInfo.InvariantCulture)
    | 1 -> value.ToString("R", CultureInfo.InvariantCulture)
    | 2 -> (value * 1e-9).ToString("e16", CultureInfo.InvariantCulture)
    | _ -> "0"

let text guidOf =
    let random = Random 7

    String.concat
        ""
        [
            for row in 0 .. rows - 1 do
                let number () = numberText (random.Next 4) random
                let learned = if row % 3 = 0 then "null" else string (row % 5)
                let never = if row % 7 = 0 then "true" else "false"

                $"{{\"guid\":{guidOf row},\"index\":{rows - row},\"confidence\":{number ()},\"variability\":{number ()},\
                  \"correctness\":{row % 6},\"forgetfulness\":{(if row % 9 = 0 then 1000 else row % 2)},\
                  \"first_learned\":{learned},\"never_learnt\":{never},\"aum\":{number ()}}}\n"
        ]

let withBlanks (text: string) = text.Replace("\":", "\": ")

// Text for text: bits of floats, and NaN is NaN.
let shown (table: MetricsTable) =
    let bits (values: float[]) =
        values |> Array.map BitConverter.DoubleToInt64Bits |> List.ofArray

    {|
        Guids = List.ofArray table.Guids
        Index = List.ofArray table.Index
        Closeness = bits table.ThresholdCloseness
        Confidence = bits table.Confidence
        Variability = bits table.Variability
        Correctness = List.ofArray table.Correctness
        Forgetfulness = table.Forgetfulness |> Option.map List.ofArray
        Extras = [ for extra in table.Extras -> extra.Name, bits extra.Values ]
    |}

let guids: (int -> string)[] =
    [|
        string
        (fun row -> string (rows - row))
        (fun row -> $"\"example-{row}\"")
    |]

[<Theory>]
[<InlineData(0)>]
[<InlineData(1)>]
[<InlineData(2)>]
let ``blanks change nothing of what is read`` kind =
    let text = text guids[kind]
    Assert.Equal(shown (MetricsFileTests.readText (withBlanks text)), shown (MetricsFileTests.readText text))

[<Fact>]
let ``the last line needs no line feed`` () =
    let text = text string

    Assert.Equal(
        shown (MetricsFileTests.readText text),
        shown (MetricsFileTests.readText (text.TrimEnd '\n'))
    )

[<Fact>]
let ``a guid that comes back blocks later is an error at its line`` () =
    let twin row =
        string (if row = rows - 1 then 3 else row)

    Assert.StartsWith($"m.jsonl, line {rows}: guid 3: there twice", MetricsFileTests.errorOf (text twin))

[<Theory>]
[<InlineData("\"correctness\":5,", "\"correctness\":05,", "no JSON")>]
[<InlineData("\"correctness\":5,", "\"correctness\":5.0,", "correctness is 5.0, expected an integer")>]
[<InlineData("\"correctness\":5,", "\"correctness\":null,", "correctness is null, expected an integer")>]
[<InlineData("\"index\":3,", "\"index\":-3,", "index is -3, expected an integer")>]
[<InlineData("\"confidence\":0.", "\"confidence\":.", "no JSON")>]
[<InlineData("\"confidence\":0.", "\"confidence\":1.", "expected a number from 0 to 1")>]
[<InlineData("\"never_learnt\":false", "\"never_learnt\":falsely", "no JSON")>]
let ``a bad value in the last block is named`` (good: string) (bad: string) message =
    let all = text string
    let place = all.LastIndexOf(good, StringComparison.Ordinal)
    Assert.True(place > 0)

    Assert.Contains(message, MetricsFileTests.errorOf (all[.. place - 1] + bad + all[place + good.Length ..]))
