module TrainingDynamics.Analytics.Tests.PandasJsonTests

open System.Text
open Xunit
open TrainingDynamics.Analytics

let internal print (write: Utf8Text -> unit) =
    let buffer = Utf8Text()
    write buffer
    Encoding.ASCII.GetString(buffer.Bytes, 0, buffer.Length)

// Made with pandas.io.json.ujson_dumps and its default of ten decimals.
[<Theory>]
[<InlineData(0.0, "0.0")>]
[<InlineData(1.0, "1.0")>]
[<InlineData(0.5, "0.5")>]
[<InlineData(0.25, "0.25")>]
[<InlineData(-0.5, "-0.5")>]
[<InlineData(0.1, "0.1")>]
[<InlineData(0.3333333333333333, "0.3333333333")>]
[<InlineData(0.6666666666666666, "0.6666666667")>]
[<InlineData(0.99999999999, "1.0")>]
[<InlineData(1.99999999999, "2.0")>]
[<InlineData(12.5, "12.5")>]
[<InlineData(1e-9, "0.000000001")>]
[<InlineData(1.5e-9, "0.0000000015")>]
[<InlineData(1e-10, "0.0000000001")>]
[<InlineData(1e-11, "0.0")>]
[<InlineData(1e-15, "0.0")>]
[<InlineData(1e-16, "1e-16")>]
[<InlineData(1.387778780781445675e-17, "1.387778781e-17")>]
[<InlineData(1e-100, "1e-100")>]
[<InlineData(1e16, "10000000000000000.0")>]
[<InlineData(1e17, "1e+17")>]
let ``numbers print as pandas prints them`` (value: float) (expected: string) =
    Assert.Equal(expected, print (PandasJson.writeNumber value))

[<Theory>]
[<InlineData("ex-10n", "\"ex-10n\"")>]
[<InlineData("a\"b\\c/d", "\"a\\\"b\\\\c\\/d\"")>]
[<InlineData("tab\tline\n", "\"tab\\tline\\n\"")>]
[<InlineData("\u0001\u007f", "\"\\u0001\u007f\"")>]
[<InlineData("é😀", "\"\\u00e9\\ud83d\\ude00\"")>]
let ``strings print as pandas prints them`` (value: string) (expected: string) =
    Assert.Equal(expected, print (PandasJson.writeString value))

[<Fact>]
let ``integers keep all 64 bits`` () =
    Assert.Equal("-9223372036854775808", print (PandasJson.writeInteger System.Int64.MinValue))
