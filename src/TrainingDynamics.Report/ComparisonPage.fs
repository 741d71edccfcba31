namespace TrainingDynamics.Report

open System.Globalization
open System.Net
open System.Reflection
open Giraffe.ViewEngine
open Plotly.NET
open TrainingDynamics.Analytics
open TrainingDynamics.Logs

/// The page of two runs: the map of changes, the regions that examples moved between, and the greatest movers.
[<RequireQualifiedAccess>]
module internal ComparisonPage =

    // Plotly's labels know a little markup, so texts are escaped for it too; a label shows the beginning.
    let labelText (text: string) =
        let start = if text.Length > 120 then text[..119] + "…" else text
        WebUtility.HtmlEncode start

    let map (comparison: Comparison) (textOf: ExampleGuid -> string) =
        let points name (hex: string) (isIn: float -> bool) =
            let rows =
                [|
                    for i in 0 .. comparison.Guids.Length - 1 do
                        if isIn comparison.DeltaCorrectness[i] then
                            i
                |]

            let label i =
                $"{labelText (string comparison.Guids[i])}: {labelText (textOf comparison.Guids[i])}"

            Chart.Point(
                x = (rows |> Array.map (fun i -> comparison.DeltaVariability[i])),
                y = (rows |> Array.map (fun i -> comparison.DeltaConfidence[i])),
                MultiText = (rows |> Array.map label),
                Name = name,
                ShowLegend = true,
                Opacity = 0.6,
                UseWebGL = true,
                UseDefaults = false
            )
            |> Chart.withMarkerStyle (Size = 5, Color = Color.fromHex hex)

        [
            points "as often correct" "#85808A" ((=) 0.0)
            points "more often correct in B" "#3B4CC0" (fun change -> change > 0.0)
            points "less often correct in B" "#B40426" (fun change -> change < 0.0)
        ]
        |> Chart.combine
        |> ReportCharts.laidOut
            (ReportCharts.axis "change of variability" None)
            (ReportCharts.axis "change of confidence" None)
        |> Chart.withLayoutStyle (HoverMode = StyleParam.HoverMode.Closest)

    let heads names =
        thead [] [ tr [] [ for name in names -> th [] [ encodedText name ] ] ]

    let cells kinds =
        tr
            []
            [
                for kind, text in kinds -> td (if kind then [ _class "number" ] else []) [ encodedText text ]
            ]

    let count (number: int) =
        number.ToString("N0", CultureInfo.InvariantCulture)

    let migration (comparison: Comparison) =
        Giraffe.ViewEngine.HtmlElements.table
            [ _id "migration" ]
            [
                heads ("A down, B across" :: List.ofArray comparison.Regions)
                tbody
                    []
                    [
                        for name, counts in Array.zip comparison.Regions comparison.Migration ->
                            cells ((false, name) :: [ for number in counts -> true, count number ])
                    ]
            ]

    let movers (a: MetricsTable) (b: MetricsTable) (comparison: Comparison) placeOf textOf most =
        Giraffe.ViewEngine.HtmlElements.table
            [ _id "movers" ]
            [
                heads [ "guid"; "line"; "confidence in A"; "in B"; "text" ]
                tbody
                    []
                    [
                        for i in Array.truncate most comparison.Movers ->
                            let guid = comparison.Guids[i]

                            cells
                                [
                                    false, string guid
                                    false, placeOf guid
                                    true, ReportPage.number a.Confidence[comparison.RowsA[i]]
                                    true, ReportPage.number b.Confidence[comparison.RowsB[i]]
                                    false, textOf guid
                                ]
                    ]
            ]

    let sentences (comparison: Comparison) =
        [
            RunJoin.describe comparison.Join
            $"{count comparison.OnlyInA.Length} only in A, {count comparison.OnlyInB.Length} only in B, \
              {count comparison.GoldDiffers.Length} with another gold class"
            $"rank correlation: confidence {ReportPage.number comparison.SpearmanConfidence}, variability \
              {ReportPage.number comparison.SpearmanVariability}, correctness {ReportPage.number comparison.SpearmanCorrectness}"
            $"learnt in B only {count comparison.LearntInBOnly}, in A only {count comparison.LearntInAOnly}"
        ]

    let document (heading: string) a b (comparison: Comparison) placeOf textOf most =
        html
            [ _lang "en" ]
            [
                head
                    []
                    [
                        meta [ _charset "utf-8" ]
                        meta [ attr "http-equiv" "Content-Security-Policy"; _content ReportPage.policy ]
                        title [] [ encodedText heading ]
                        style
                            []
                            [ rawText (ReportPage.resource (Assembly.GetExecutingAssembly()) "report.css") ]
                    ]
                body
                    []
                    [
                        header [] [ h1 [] [ encodedText heading ] ]
                        for sentence in sentences comparison do
                            p [] [ encodedText sentence ]
                        div [ _id "map" ] []
                        h2 [] [ encodedText "Regions" ]
                        migration comparison
                        h2 [] [ encodedText "Greatest changes of confidence" ]
                        movers a b comparison placeOf textOf most
                        ReportPage.dataScript
                            "figures"
                            ("{" + ReportPage.figure ("map", map comparison textOf) + "}")
                        script [] [ rawText ReportPage.plotly.Value ]
                        script
                            []
                            [
                                rawText
                                    "const { map } = JSON.parse(document.getElementById('figures').textContent);\
                                     Plotly.newPlot('map', map.data, map.layout, { responsive: true, displaylogo: false });"
                            ]
                    ]
            ]
