namespace TrainingDynamics.Analytics

open System
open System.Buffers.Text
open System.Globalization
open System.Text

/// Bytes of a text in the making. Own code, because the library's ArrayBufferWriter of bytes is compiled at every start and
/// then runs unoptimised for a tenth of a second, as long as all else takes.
[<Sealed>]
type internal Utf8Text() =
    member val Bytes: byte[] = Array.zeroCreate 4096 with get, set

    /// Bytes taken so far.
    member val Length = 0 with get, set

    /// Room for `count` bytes, which the caller fills; gives the place of the first.
    member text.Take(count: int) =
        let place = text.Length

        if place + count > text.Bytes.Length then
            let longer = Array.zeroCreate (2 * (place + count))
            Buffer.BlockCopy(text.Bytes, 0, longer, 0, place)
            text.Bytes <- longer

        text.Length <- place + count
        place

    /// The last `count` bytes taken were too many.
    member text.GiveBack(count: int) = text.Length <- text.Length - count

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

    let longestInteger = 20 // a sign and 19 digits

    let invariant = CultureInfo.InvariantCulture

    /// Bytes as they are.
    let writeBytes (bytes: byte[]) (buffer: Utf8Text) =
        let place = buffer.Take bytes.Length
        Buffer.BlockCopy(bytes, 0, buffer.Bytes, place, bytes.Length)

    /// Any text of ASCII characters.
    let writeAscii (text: string) (buffer: Utf8Text) =
        let place = buffer.Take text.Length

        for i in 0 .. text.Length - 1 do
            buffer.Bytes[place + i] <- byte text[i]

    /// Any text.
    let writeUtf8 (text: string) (buffer: Utf8Text) =
        let place = buffer.Take(Encoding.UTF8.GetByteCount text)
        Encoding.UTF8.GetBytes(text, 0, text.Length, buffer.Bytes, place) |> ignore

    let writeInteger (value: int64) (buffer: Utf8Text) =
        if value >= 0L && value <= 9L then
            let place = buffer.Take 1 // before Bytes is looked at, which it may replace
            buffer.Bytes[place] <- byte '0' + byte value
        else
            let mutable written = 0
            let place = buffer.Take longestInteger

            Utf8Formatter.TryFormat(value, Span(buffer.Bytes, place, longestInteger), &written)
            |> ignore

            buffer.GiveBack(longestInteger - written)

    // The ten decimals as one integer: halves go to the even neighbour, but 0.5e-10 goes up.
    let roundedFraction (scaled: float) =
        let fraction = uint64 (int64 scaled) // a signed conversion is one instruction, and it fits
        let rest = scaled - float (int64 fraction)

        if rest > 0.5 || (rest = 0.5 && (fraction = 0UL || fraction % 2UL = 1UL)) then
            fraction + 1UL
        else
            fraction

    let writeFixed (magnitude: float) (buffer: Utf8Text) =
        let whole = int64 magnitude
        let fraction = roundedFraction ((magnitude - float whole) * 1e10)
        let carried = fraction >= 10_000_000_000UL
        writeInteger (if carried then whole + 1L else whole) buffer
        let mutable digits = if carried then 0UL else fraction
        let mutable kept = Decimals

        while kept > 1 && digits % 10UL = 0UL do
            digits <- digits / 10UL
            kept <- kept - 1

        let point = buffer.Take(kept + 1)
        buffer.Bytes[point] <- byte '.'

        for place in kept .. -1 .. 1 do
            let rest = digits / 10UL
            buffer.Bytes[point + place] <- byte '0' + byte (digits - 10UL * rest)
            digits <- rest

    /// Ten decimals without trailing zeros, at least one: 0.5, 0.0, 0.0000001288. Below 1e-15 in magnitude and from
    /// 1e16 on ten significant digits with an exponent: 1.5e-17. The value is finite.
    let writeNumber (value: float) (buffer: Utf8Text) =
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
    let writeString (text: string) (buffer: Utf8Text) =
        writeAscii ("\"" + String.collect escaped text + "\"") buffer
