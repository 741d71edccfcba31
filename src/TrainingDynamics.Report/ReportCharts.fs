namespace TrainingDynamics.Report

open Plotly.NET
open Plotly.NET.LayoutObjects

/// The page's charts without their points, which the script puts in by filters and slider.
[<RequireQualifiedAccess>]
module internal ReportCharts =

    // By tenths of correctness, from red for never correct to blue for always, as in the charts of td plot: five colours and
    // what lies between them.
    let colors =
        [|
            0xB4, 0x04, 0x26
            0xC6, 0x2C, 0x38
            0xD9, 0x55, 0x49
            0xCF, 0x6E, 0x5D
            0xAA, 0x77, 0x74
            0x85, 0x80, 0x8A
            0x79, 0x83, 0xB2
            0x6D, 0x86, 0xDA
            0x5E, 0x7C, 0xE5
            0x4D, 0x64, 0xD2
            0x3B, 0x4C, 0xC0
        |]

    let font =
        Font.init (Family = StyleParam.FontFamily.Custom "system-ui, sans-serif", Size = 13)

    let margin =
        Margin.init<int, int, int, int, int, bool>(Left = 56, Right = 12, Top = 34, Bottom = 46)

    let axis title range =
        LinearAxis.init (
            Title = Title.init title,
            ?Range = range,
            ZeroLine = false,
            GridColor = Color.fromHex "#E2E2E2"
        )

    let laidOut x y (chart: GenericChart) =
        chart
        |> Chart.withXAxis x
        |> Chart.withYAxis y
        |> Chart.withLayout (
            Layout.init (
                Font = font,
                Margin = margin,
                AutoSize = true,
                PlotBGColor = Color.fromHex "#FFFFFF",
                PaperBGColor = Color.fromHex "#FFFFFF"
            )
        )

    let nothing: float seq = Seq.empty

    /// One trace per tenth of correctness, from always correct to never.
    let map =
        [
            for tenths in 10..-1..0 ->
                Chart.Point(
                    x = nothing,
                    y = nothing,
                    Name =
                        (float tenths / 10.0)
                            .ToString("0.0", System.Globalization.CultureInfo.InvariantCulture),
                    ShowLegend = true,
                    Opacity = 0.75,
                    UseWebGL = true,
                    UseDefaults = false
                )
                |> Chart.withMarkerStyle (Size = 6, Color = (colors[tenths] |||> Color.fromRGB))
        ]
        |> Chart.combine
        |> laidOut (axis "variability" None) (axis "confidence" (Some(StyleParam.Range.MinMax(-0.03, 1.03))))
        |> Chart.withLayoutStyle (
            DragMode = StyleParam.DragMode.Lasso,
            HoverMode = StyleParam.HoverMode.Closest
        )
        |> Chart.withLegendStyle (
            Title = Title.init "correct.",
            ItemSizing = StyleParam.TraceItemSizing.Constant
        )

    let histogram title (hex: string) =
        Chart.Histogram(X = nothing, MarkerColor = Color.fromHex hex, UseDefaults = false)
        |> laidOut (axis title None) (axis "examples" None)

    let trajectory =
        Chart.Line(x = nothing, y = nothing, ShowMarkers = true, UseDefaults = false)
        |> laidOut (axis "epoch" None) (axis "gold probability" (Some(StyleParam.Range.MinMax(0.0, 1.0))))

    /// By the id of the element that each is drawn into.
    let all =
        [
            "map", map
            "confidence", histogram "confidence" "#622A87"
            "variability", histogram "variability" "#1B8080"
            "correctness", histogram "correctness" "#86BF91"
            "trajectory", trajectory
        ]
