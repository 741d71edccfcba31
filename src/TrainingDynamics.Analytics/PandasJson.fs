namespace TrainingDynamics.Analytics

open System
open System.Buffers
open System.Buffers.Text
open System.Globalization
open System.Text

/// JSON values as pandas' `to_json` prints them. Own code, because Utf8JsonWriter neither prints a fixed number of
/// decimals nor escapes what pandas escapes, and files are compared with the reference's byte by byte.
[<RequireQualifiedAccess>]
module internal PandasJson =

    /// pandas' default `double_precision`.
    [<Literal>]
    let Decimals = 10

    // pandas leaves its fixed notation outside of these bounds.
    let smallest = 1e-15
    let largest = 1e16 - 1.0

    let invariant = CultureInfo.InvariantCulture

    /// Any text of ASCII characters.
    let writeAscii (text: string) (buffer: IBufferWriter<byte>) =
        let span = buffer.GetSpan text.Length
        buffer.Advance(Encoding.ASCII.GetBytes(text, span))

    /// Any text.
    let writeUtf8 (text: string) (buffer: IBufferWriter<byte>) =
        let span = buffer.GetSpan(Encoding.UTF8.GetMaxByteCount text.Length)
        buffer.Advance(Encoding.UTF8.GetBytes(text, span))

    let writeInteger (value: int64) (buffer: IBufferWriter<byte>) =
        let mutable written = 0
        Utf8Formatter.TryFormat(value, buffer.GetSpan 20, &written) |> ignore
        buffer.Advance written

    // The ten decimals as one integer: halves go to the even neighbour, but 0.5e-10 goes up.
    let roundedFraction (scaled: float) =
        let fraction = uint64 scaled
        let rest = scaled - float fraction

        if rest > 0.5 || (rest = 0.5 && (fraction = 0UL || fraction % 2UL = 1UL)) then
            fraction + 1UL
        else
            fraction

    let writeFixed (magnitude: float) (buffer: IBufferWriter<byte>) =
        let whole = uint64 magnitude
        let fraction = roundedFraction ((magnitude - float whole) * 1e10)
        let carried = fraction >= 10_000_000_000UL
        writeInteger (int64 (if carried then whole + 1UL else whole)) buffer
        let mutable digits = if carried then 0UL else fraction
        let mutable kept = Decimals

        while kept > 1 && digits % 10UL = 0UL do
            digits <- digits / 10UL
            kept <- kept - 1

        let span = buffer.GetSpan(kept + 1)
        span[0] <- byte '.'

        for place in kept .. -1 .. 1 do
            span[place] <- byte '0' + byte (digits % 10UL)
            digits <- digits / 10UL

        buffer.Advance(kept + 1)

    /// Ten decimals without trailing zeros, at least one: 0.5, 0.0, 0.0000001288. Below 1e-15 in magnitude and from
    /// 1e16 on ten significant digits with an exponent: 1.5e-17. The value is finite.
    let writeNumber (value: float) (buffer: IBufferWriter<byte>) =
        let magnitude = abs value

        if magnitude > largest || (magnitude <> 0.0 && magnitude < smallest) then
            writeAscii (value.ToString("0.#########e+00", invariant)) buffer
        else
            if value < 0.0 then
                writeAscii "-" buffer

            writeFixed magnitude buffer

    let escaped (character: char) =
        match character with
        | '"' -> "\\\""
        | '\\' -> "\\\\"
        | '/' -> "\\/"
        | '\b' -> "\\b"
        | '\f' -> "\\f"
        | '\n' -> "\\n"
        | '\r' -> "\\r"
        | '\t' -> "\\t"
        | c when c < ' ' || c >= '\u0080' -> "\\u" + (int c).ToString("x4", invariant)
        | c -> string c

    /// A string in quotes: ASCII only, a slash escaped too.
    let writeString (text: string) (buffer: IBufferWriter<byte>) =
        writeAscii ("\"" + String.collect escaped text + "\"") buffer
