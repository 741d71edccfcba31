module TrainingDynamics.Report.Tests.ReportScriptTests

open System
open System.IO
open System.Text.RegularExpressions
open Xunit
open TrainingDynamics.Analytics
open TrainingDynamics.Report
open TrainingDynamics.Report.Tests.RunReportTests

/// The page after its scripts and then `script` have run.
let dumpOf folder page (script: string) =
    let test = $"<pre id=\"found\"></pre><script>{script}</script></body>"
    File.WriteAllText(page, File.ReadAllText(page).Replace("</body>", test))
    Chromium.dump (Path.Combine(folder, "profile")) page

let dumpAfter folder script = dumpOf folder (writePage folder) script

let found (html: string) =
    Regex.Match(html, "<pre id=\"found\">(.*?)</pre>", RegexOptions.Singleline).Groups[1].Value
    |> Net.WebUtility.HtmlDecode
    |> nonNull

/// JavaScript that waits until the page is drawn, runs `body`, and writes the JSON of what it returns.
let afterReady (body: string) =
    "const wait = setInterval(async () => { if (!document.documentElement.dataset.ready) return; clearInterval(wait); "
    + "const map = document.getElementById('map'); const pause = () => new Promise(done => setTimeout(done, 300)); "
    + $"const run = async () => {{ {body} }}; "
    + "document.getElementById('found').textContent = JSON.stringify(await run().catch(e => String(e))); }, 50);"

[<ChromiumFact>]
let ``no text of the data runs, also not when it is pointed at and selected`` () =
    inTemporary (fun folder ->
        let html =
            dumpAfter
                folder
                (afterReady
                    "const seen = []; for (let row = 0; row < 5; row++) { map.emit('plotly_hover', { points: [{ customdata: row }] }); await pause(); seen.push(document.getElementById('text').textContent); } \
                     const trace = map.data.findIndex(t => t.x.length > 0); Plotly.Fx.hover('map', [{ curveNumber: trace, pointNumber: 0 }]); await pause(); \
                     return { title: document.title, seen };")

        use json = Text.Json.JsonDocument.Parse(found html)
        Assert.Equal("<b>title</b>", string (json.RootElement.GetProperty "title"))

        let seen =
            [|
                for text in (json.RootElement.GetProperty "seen").EnumerateArray() -> string text
            |]

        Assert.Equal<string[]>(hostile, seen))

[<ChromiumFact>]
let ``slider, filters and lasso give the numbers of the metrics`` () =
    inTemporary (fun folder ->
        let html =
            dumpAfter
                folder
                (afterReady
                    "const at = () => { const points = {}; for (const t of map.data) t.customdata.forEach((row, i) => points[row] = [t.x[i], t.y[i]]); return points; }; \
                     const set = async (id, value) => { const e = document.getElementById(id); e.value = value; e.dispatchEvent(new Event('input')); await pause(); }; \
                     const all = at(); await set('region', 3); const hard = Object.keys(at()).map(Number); await set('region', 0); \
                     await set('epochs', 1); const first = at(); await set('region', 3); const hardAtFirst = Object.keys(at()).map(Number); \
                     await set('region', 2); const ambiguousAtTwo = (await set('epochs', 2), Object.keys(at()).map(Number)); await set('region', 0); \
                     map.emit('plotly_selected', { points: [3, 7].map(customdata => ({ customdata })) }); \
                     return { all, first, hard, hardAtFirst, ambiguousAtTwo, guids: document.getElementById('guids').value, shown: document.getElementById('shown').value };")

        use json = Text.Json.JsonDocument.Parse(found html)
        let node (name: string) = json.RootElement.GetProperty name

        let check (first: string) (table: MetricsTable) =
            for i in 0 .. examples - 1 do
                let point = (node first).GetProperty(string i)
                // The page has float32 probabilities.
                Assert.Equal(table.Variability[i], point[0].GetDouble(), 1e-6)
                Assert.Equal(table.Confidence[i], point[1].GetDouble(), 1e-6)

        let all = (Metrics.ofRun Metrics.defaults folder).Table
        check "all" all
        check "first" (Metrics.ofRun { Metrics.defaults with First = Some 1 } folder).Table

        let rows (name: string) =
            [| for row in (node name).EnumerateArray() -> row.GetInt32() |] |> Array.sort

        let regions first =
            (Metrics.ofRun { Metrics.defaults with First = first } folder).Table
            |> Regions.split Regions.DefaultProportion

        Assert.Equal<int[]>((regions None).Hard |> Array.sort, rows "hard")
        Assert.Equal<int[]>((regions (Some 1)).Hard |> Array.sort, rows "hardAtFirst")
        Assert.Equal<int[]>((regions (Some 2)).Ambiguous |> Array.sort, rows "ambiguousAtTwo")

        Assert.Equal("3\n7", string (node "guids"))
        Assert.Equal("30 of 30 examples shown", string (node "shown")))

[<ChromiumFact>]
let ``a lasso drawn with the mouse lists exactly what it goes around`` () =
    inTemporary (fun folder ->
        let html =
            dumpAfter
                folder
                (afterReady
                    "const drag = document.querySelector('#map .nsewdrag'); const box = drag.getBoundingClientRect(); \
                     const fire = (type, x, y, target) => target.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, view: window, buttons: 1, clientX: box.left + x * box.width, clientY: box.top + y * box.height })); \
                     fire('mousemove', 0.001, 0.001, drag); fire('mousedown', 0.001, 0.001, drag); \
                     const way = [[0.999, 0.001], [0.999, 0.3], [0.001, 0.3], [0.001, 0.01]]; \
                     for (const [x, y] of way) { fire('mousemove', x, y, document.querySelector('.dragcover') || drag); await pause(); } \
                     fire('mouseup', 0.001, 0.01, document.querySelector('.dragcover') || drag); await pause(); \
                     const axis = map._fullLayout.yaxis; const bottom = axis.p2d(0.3 * box.height); \
                     return { bottom, guids: document.getElementById('guids').value.split('\\n').map(Number) };")

        use json = Text.Json.JsonDocument.Parse(found html)
        let bottom = (json.RootElement.GetProperty "bottom").GetDouble()

        let selected =
            [|
                for guid in (json.RootElement.GetProperty "guids").EnumerateArray() -> guid.GetInt32()
            |]

        let confidence = (Metrics.ofRun Metrics.defaults folder).Table.Confidence

        let above =
            [|
                for i in 0 .. examples - 1 do
                    if confidence[i] > bottom then
                        i
            |]

        Assert.NotEmpty above
        Assert.NotEqual(examples, above.Length)
        Assert.Equal<int[]>(above, Array.sort selected))

[<ChromiumFact>]
let ``the slider keeps the selection and the example, and gives their numbers anew`` () =
    inTemporary (fun folder ->
        let html =
            dumpAfter
                folder
                (afterReady
                    "const text = (id) => document.getElementById(id).textContent; const value = (id) => document.getElementById(id).value; \
                     const set = async (id, value) => { const e = document.getElementById(id); e.value = value; e.dispatchEvent(new Event('input')); await pause(); }; \
                     map.emit('plotly_hover', { points: [{ customdata: 7 }] }); map.emit('plotly_selected', { points: [3, 7].map(customdata => ({ customdata })) }); \
                     const before = text('facts'); await set('epochs', 1); const after = text('facts'); \
                     const chosen = map.data.flatMap(t => (t.selectedpoints || []).map(place => t.customdata[place])); \
                     const kept = value('guids'); await set('region', 1); const hidden = text('selected'); await set('region', 0); \
                     const axis = document.getElementById('correctness')._fullLayout.xaxis; \
                     map.emit('plotly_deselect'); \
                     return { before, after, chosen, kept, hidden, range: axis.range, tick: axis.tick0, none: value('guids') };")

        use json = Text.Json.JsonDocument.Parse(found html)
        let node (name: string) = json.RootElement.GetProperty name

        let facts first =
            let table =
                (Metrics.ofRun
                    { Metrics.defaults with
                        First = Some first
                    }
                    folder)
                    .Table

            String.Format(
                Globalization.CultureInfo.InvariantCulture,
                "7, gold <i>negative</i>: confidence {0:F3}, variability {1:F3}, right in {2} of {3}",
                table.Confidence[7],
                table.Variability[7],
                table.Correctness[7],
                first
            )

        Assert.Equal(facts epochs, string (node "before"))
        Assert.Equal(facts 1, string (node "after"))
        Assert.Equal("[3,7]", (node "chosen").GetRawText())
        Assert.Equal("3\n7", string (node "kept"))
        Assert.Equal("2 examples selected, 2 of them not shown", string (node "hidden"))
        Assert.Equal("[-0.5,1.5]", (node "range").GetRawText())
        Assert.Equal(0, (node "tick").GetInt32())
        Assert.Equal("", string (node "none")))

[<ChromiumFact>]
let ``the table of the lowest confidence follows the slider`` () =
    // Example i is ever less sure of itself: i = 0 is the lowest at first, the last one in the end.
    let write folder =
        let dynamics = Path.Combine(folder, "training_dynamics")
        Directory.CreateDirectory dynamics |> ignore

        for epoch in 0..2 do
            File.WriteAllLines(
                Path.Combine(dynamics, $"dynamics_epoch_{epoch}.jsonl"),
                [
                    for i in 0..9 ->
                        let margin = [| float i / 4.0 - 1.0; 1.0 - float i / 2.0; -float i |][epoch]
                        let text = margin.ToString("R", Globalization.CultureInfo.InvariantCulture)
                        $"{{\"guid\": {i}, \"logits_epoch_{epoch}\": [{text}, 0], \"gold\": 0}}"
                ]
            )

    inTemporary (fun folder ->
        write folder
        let page = Path.Combine(folder, "report.html")

        RunReport.Write(folder, MetricsRequest(), page, "t", textOf, [| "no"; "yes" |], 4, fun _ -> null)

        let html =
            dumpOf
                folder
                page
                (afterReady
                    "const rows = () => Array.from(document.querySelectorAll('#worst tbody tr'), (line) => Array.from(line.cells, (cell) => cell.textContent)); \
                     const at = {}; for (const epochs of [3, 1, 2]) { const e = document.getElementById('epochs'); e.value = epochs; e.dispatchEvent(new Event('input')); await pause(); at[epochs] = rows(); } \
                     return at;")

        use json = Text.Json.JsonDocument.Parse(found html)

        for first in 1..3 do
            let table =
                (Metrics.ofRun
                    { Metrics.defaults with
                        First = Some first
                    }
                    folder)
                    .Table

            let expected =
                [
                    for row in Ranking.ascending table.Confidence |> Array.truncate 4 ->
                        [
                            string row
                            "no"
                            table.Confidence[row].ToString("F3", Globalization.CultureInfo.InvariantCulture)
                            table.Variability[row].ToString("F3", Globalization.CultureInfo.InvariantCulture)
                            $"{table.Correctness[row]}/{first}"
                            hostile[row % hostile.Length]
                        ]
                ]

            let shown =
                [
                    for line in json.RootElement.GetProperty(string first).EnumerateArray() ->
                        [ for cell in line.EnumerateArray() -> string cell ]
                ]

            Assert.Equal<string list list>(expected, shown)

        Assert.NotEqual<string>(
            json.RootElement.GetProperty("1").GetRawText(),
            json.RootElement.GetProperty("3").GetRawText()
        ))
