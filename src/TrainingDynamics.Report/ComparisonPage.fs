namespace TrainingDynamics.Report

open System.Net
open Giraffe.ViewEngine
open Plotly.NET
open TrainingDynamics.Analytics
open TrainingDynamics.Logs

/// The page of two runs: the map of changes, the regions that examples moved between, and the greatest movers.
[<RequireQualifiedAccess>]
module internal ComparisonPage =

    // Plotly's labels understand some markup, so texts are escaped; a label shows the text's beginning.
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

    let migration (comparison: Comparison) =
        ReportPage.table
            "migration"
            ("A down, B across" :: List.ofArray comparison.Regions)
            [
                for name, counts in Array.zip comparison.Regions comparison.Migration ->
                    ReportPage.cell name
                    :: [ for number in counts -> ReportPage.numberCell (ReportPage.count number) ]
            ]

    let movers (a: MetricsTable) (b: MetricsTable) (comparison: Comparison) placeOf textOf most =
        ReportPage.table
            "movers"
            [ "guid"; "line"; "confidence in A"; "in B"; "text" ]
            [
                for i in Array.truncate most comparison.Movers ->
                    let guid = comparison.Guids[i]

                    [
                        ReportPage.cell (string guid)
                        ReportPage.cell (placeOf guid)
                        ReportPage.numberCell (ReportPage.number a.Confidence[comparison.RowsA[i]])
                        ReportPage.numberCell (ReportPage.number b.Confidence[comparison.RowsB[i]])
                        ReportPage.cell (textOf guid)
                    ]
            ]

    let sentences (comparison: Comparison) =
        [
            RunJoin.describe comparison.Join
            $"{ReportPage.count comparison.OnlyInA.Length} only in A, {ReportPage.count comparison.OnlyInB.Length} only in B, \
              {ReportPage.count comparison.GoldDiffers.Length} with another gold class"
            $"rank correlation: confidence {ReportPage.number comparison.SpearmanConfidence}, variability \
              {ReportPage.number comparison.SpearmanVariability}, correctness {ReportPage.number comparison.SpearmanCorrectness}"
            $"learnt in B only {ReportPage.count comparison.LearntInBOnly}, in A only {ReportPage.count comparison.LearntInAOnly}"
        ]

    let document (heading: string) a b (comparison: Comparison) placeOf textOf most =
        ReportPage.page
            heading
            [
                header [] [ h1 [] [ encodedText heading ] ]
                for sentence in sentences comparison do
                    p [] [ encodedText sentence ]
                div [ _id "map" ] []
                h2 [] [ encodedText "Regions" ]
                migration comparison
                h2 [] [ encodedText "Greatest changes of confidence" ]
                movers a b comparison placeOf textOf most
                ReportPage.dataScript "figures" ("{" + ReportPage.figure ("map", map comparison textOf) + "}")
                script [] [ rawText ReportPage.plotly.Value ]
                script
                    []
                    [
                        rawText
                            "const { map } = JSON.parse(document.getElementById('figures').textContent);\
                             Plotly.newPlot('map', map.data, map.layout, { responsive: true, displaylogo: false });"
                    ]
            ]
