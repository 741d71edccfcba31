namespace TrainingDynamics.Report

open System.IO
open System.Globalization
open System.Reflection
open Giraffe.ViewEngine
open Plotly.NET
open TrainingDynamics.Analytics
open TrainingDynamics.Logs

/// The page's elements. What comes from the data goes through `encodedText`, JSON through `inert`.
[<RequireQualifiedAccess>]
module internal ReportPage =

    let resource (assembly: Assembly) (name: string) =
        use reader = new StreamReader(nonNull (assembly.GetManifestResourceStream name))
        reader.ReadToEnd()

    let plotly =
        lazy
            (let assembly = typeof<GenericChart>.Assembly

             let name =
                 assembly.GetManifestResourceNames()
                 |> Array.find (fun name -> name.EndsWith(".min.js", System.StringComparison.Ordinal))

             resource assembly name)

    /// In JSON `<` stands in strings only. Escaped, it keeps its meaning, and no text can end a script element.
    let inert (json: string) = json.Replace("<", "\\u003c")

    let figure (id, chart) =
        $"\"{id}\":{GenericChart.toFigureJson chart |> inert}"

    let dataScript (id: string) (json: string) =
        script [ _id id; _type "application/json" ] [ rawText json ]

    let number (value: float) =
        value.ToString("0.000", CultureInfo.InvariantCulture)

    let count (number: int) =
        number.ToString("N0", CultureInfo.InvariantCulture)

    let cell text = td [] [ encodedText text ]

    let numberCell text =
        td [ _class "number" ] [ encodedText text ]

    /// A table with these headings and rows of cells.
    let table (id: string) headings (rows: XmlNode list list) =
        Giraffe.ViewEngine.HtmlElements.table
            [ _id id ]
            [
                thead [] [ tr [] [ for heading in headings -> th [] [ encodedText heading ] ] ]
                tbody [] [ for cells in rows -> tr [] cells ]
            ]

    /// The script fills it by the slider.
    let worst =
        table "worst" [ "guid"; "gold"; "confidence"; "variability"; "correct"; "text" ] []

    let choice id' label' (options: string list) =
        label
            []
            [
                encodedText label'
                select
                    [ _id id' ]
                    [
                        for place, name in List.indexed options ->
                            option [ _value (string place) ] [ encodedText name ]
                    ]
            ]

    let controls (run: GoldProbabilities) (labels: string list) =
        let epochs = run.Epochs.Length

        div
            [ _id "controls" ]
            [
                label
                    []
                    [
                        encodedText "epochs used"
                        input
                            [
                                _id "epochs"
                                _type "range"
                                _min "1"
                                _max (string epochs)
                                _value (string epochs)
                            ]
                        output [ _id "epochs-used" ] [ encodedText (string epochs) ]
                    ]
                choice "region" "region" [ "all"; "easy-to-learn"; "ambiguous"; "hard-to-learn" ]
                choice "class" "gold" ("all" :: labels)
                output [ _id "shown" ] []
            ]

    /// How well each class of the dev set was predicted after the epoch of the run's model, and as which class.
    let classes (epoch: int, scores: ClassificationScores) =
        let labels =
            ClassNames.Shown [| for one in scores.Classes -> one.Label |] |> List.ofSeq

        let predictions =
            match scores.ConfusionMatrix with
            | null -> [ for _ in labels -> [] ]
            | matrix -> [ for row in matrix -> [ for number in row -> numberCell (count number) ] ]

        [
            h2 [] [ encodedText $"Classes of the dev set after epoch {epoch + 1}" ]
            p
                [ _id "scores" ]
                [
                    scores.Numbers
                    |> Seq.map (fun one -> $"{one.Key} {number one.Value}")
                    |> String.concat ", "
                    |> encodedText
                ]
            table
                "classes"
                [
                    "class"
                    "precision"
                    "recall"
                    "F1"
                    "examples"
                    if not (isNull scores.ConfusionMatrix) then
                        for label in labels do
                            $"→ {label}"
                ]
                [
                    for one, label, predicted in Seq.zip3 scores.Classes labels predictions ->
                        [
                            cell label
                            numberCell (number one.Precision)
                            numberCell (number one.Recall)
                            numberCell (number one.F1)
                            numberCell (count one.Support)
                            yield! predicted
                        ]
                ]
        ]

    let side =
        aside
            []
            [
                h2 [] [ encodedText "Example" ]
                p [ _id "facts" ] [ encodedText "Point at an example in the map." ]
                p [ _id "text" ] []
                div [ _id "trajectory" ] []
                h2 [] [ encodedText "Selection" ]
                p [ _id "selected" ] [ encodedText "Draw around examples with the lasso." ]
                textarea [ _id "guids"; _readonly; _rows "6" ] []
                button [ _id "save"; _type "button"; _disabled ] [ encodedText "Save guids" ]
            ]

    // The page may run its own script and nothing else, and load nothing. WebGL's shaders need eval.
    let policy =
        "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:"

    let own = resource (Assembly.GetExecutingAssembly())

    let page (heading: string) content =
        html
            [ _lang "en" ]
            [
                head
                    []
                    [
                        meta [ _charset "utf-8" ]
                        meta [ attr "http-equiv" "Content-Security-Policy"; _content policy ]
                        title [] [ encodedText heading ]
                        style [] [ rawText (own "report.css") ]
                    ]
                body [] content
            ]

    let document (run: GoldProbabilities) scores (heading: string) textOf (labelNames: string[]) worstCount =
        let table = run.Metrics.Table

        let labels =
            [
                for label in 0 .. (table.Gold |> Option.map Array.max |> Option.defaultValue -1) ->
                    ReportData.labelOf labelNames label
            ]

        let stats = run.Metrics.Stats

        let epochs =
            if stats.Length = run.Metrics.EpochsFound then
                $"{stats.Length} epochs"
            else
                $"epochs {stats[0].Epoch + 1} to {(Array.last stats).Epoch + 1} of {run.Metrics.EpochsFound}"

        let figures = ReportCharts.all |> List.map figure |> String.concat ","

        page
            heading
            [
                header
                    []
                    [
                        h1 [] [ encodedText heading ]
                        p [] [ encodedText $"{count table.Count} examples, {epochs}" ]
                    ]
                controls run labels
                main [] [ div [ _id "map" ] []; side ]
                div
                    [ _id "histograms" ]
                    [
                        for id in [ "confidence"; "variability"; "correctness" ] -> div [ _id id ] []
                    ]
                yield! scores |> Option.map classes |> Option.defaultValue []
                h2 [] [ encodedText "Lowest confidence" ]
                worst
                dataScript "figures" ("{" + figures + "}")
                dataScript "data" (ReportData.json run textOf labelNames worstCount)
                script [] [ rawText plotly.Value ]
                script [] [ rawText (own "report.js") ]
            ]
