// Draws what a terminal shows as a picture, through Chromium.
// Usage: tmux capture-pane -e -p | dotnet fsi scripts/terminal_picture.fsx COLUMNS ROWS OUT.png
open System
open System.Diagnostics
open System.IO
open System.Net
open System.Text

let columns, rows, output =
    match fsi.CommandLineArgs with
    | [| _; columns; rows; output |] -> int columns, int rows, Path.GetFullPath output
    | _ ->
        eprintfn
            "usage: tmux capture-pane -e -p | dotnet fsi scripts/terminal_picture.fsx COLUMNS ROWS OUT.png"

        exit 2

/// The style after the codes of one SGR sequence, as CSS properties by name.
let rec after (style: Map<string, string>) codes =
    match codes with
    | [] -> style
    | ("" | "0") :: rest -> after Map.empty rest
    | "1" :: rest -> after (style.Add("font-weight", "bold")) rest
    | "2" :: rest -> after (style.Add("opacity", "0.6")) rest
    | "4" :: rest -> after (style.Add("text-decoration", "underline")) rest
    | "7" :: rest -> after (style.Add("filter", "invert(1)").Add("background", "#16181d")) rest
    | "22" :: rest -> after (style.Remove("font-weight").Remove "opacity") rest
    | "24" :: rest -> after (style.Remove "text-decoration") rest
    | "27" :: rest -> after (style.Remove("filter").Remove "background") rest
    | "38" :: "2" :: r :: g :: b :: rest -> after (style.Add("color", $"rgb({r},{g},{b})")) rest
    | "39" :: rest -> after (style.Remove "color") rest
    | _ :: rest -> after style rest

/// A cell each: what the font lacks comes from another, whose letters are of another width.
let cells (text: string) =
    text
    |> String.collect (fun letter ->
        if letter > '~' then
            $"<i>{letter}</i>"
        else
            WebUtility.HtmlEncode(string letter))

let html (text: string) =
    let page = StringBuilder()
    let mutable style = Map.empty
    let parts = text.TrimEnd('\n').Split '\x1b'

    for i, part in Array.indexed parts do
        let shown =
            match i, part.IndexOf 'm' with
            | i, at when i > 0 && part.StartsWith '[' && at > 0 ->
                style <-
                    after style (part[1 .. at - 1].Split(';', ':') |> Array.filter ((<>) "") |> List.ofArray)

                if part[1 .. at - 1] = "" then
                    style <- Map.empty

                part[at + 1 ..]
            | i, _ when i > 0 -> part.TrimStart('(', 'B', '\x0f')
            | _ -> part

        let css =
            style
            |> Map.toSeq
            |> Seq.map (fun (name, value) -> $"{name}:{value}")
            |> String.concat ";"

        page.Append($"<span style=\"{css}\">{cells shown}</span>") |> ignore

    "<meta charset=utf-8><style>body{margin:0;background:#16181d;color:#d8dce4}"
    + "i{display:inline-block;width:1ch;font-style:normal;height:18px;vertical-align:top}"
    + "pre{margin:12px;font:15px/18px 'DejaVu Sans Mono',monospace}</style><pre>"
    + page.ToString()
    + "</pre>"

let source = Path.ChangeExtension(Path.GetTempFileName(), ".html")
File.WriteAllText(source, html (Console.In.ReadToEnd()))

let chromium =
    ProcessStartInfo(
        "chromium",
        [
            "--headless"
            "--log-level=3"
            "--no-sandbox"
            "--hide-scrollbars"
            $"--screenshot={output}"
            $"--window-size={columns * 9 + 27},{rows * 18 + 24}"
            $"file://{source}"
        ]
    )

let browser = Process.Start chromium
browser.WaitForExit()
File.Delete source
exit browser.ExitCode
