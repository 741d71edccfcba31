namespace TrainingDynamics.Analytics

open TrainingDynamics.Logs

type LabelIssuesListing =
    {
        TextOf: ExampleGuid -> string
        RowOf: ExampleGuid -> int option
        LineOf: ExampleGuid -> int option
        LabelNames: string[]
        Detector: string
        All: bool
        Count: int
    }

[<RequireQualifiedAccess>]
module LabelIssuesFile =

    let columns listing issues (rows: int[]) =
        let evidence = issues.Evidence
        let fused = (LabelIssues.detector "fused" issues).Suspicion

        let picked (values: 'a[]) =
            rows |> Array.map (fun row -> values[row])

        let numbers name values =
            name, ColumnValues.Numbers(picked values)

        let places (placeOf: ExampleGuid -> int option) =
            picked evidence.Guids
            |> Array.map (fun guid ->
                match placeOf guid with
                | Some place -> float place
                | None -> nan)
            |> ColumnValues.Counts

        let labels (classes: int[]) =
            if listing.LabelNames.Length = 0 then
                ColumnValues.Counts(picked classes |> Array.map float)
            else
                ColumnValues.Texts(picked classes |> Array.map (fun number -> listing.LabelNames[number]))

        TableFile.columnsOf
            [
                "rank", ColumnValues.Counts(rows |> Array.mapi (fun place _ -> float place + 1.0))
                MetricsColumn.Guid, ColumnValues.Guids(picked evidence.Guids)
                "row", places listing.RowOf
                "line", places listing.LineOf
                "text", ColumnValues.Texts(picked evidence.Guids |> Array.map listing.TextOf)
                MetricsColumn.Gold, labels evidence.Gold
                "suggested", labels issues.Suggested
                "flagged", ColumnValues.Flags(picked issues.Flagged)
                numbers "self_confidence" issues.SelfConfidence
                numbers "normalized_margin" issues.NormalizedMargin
                numbers "aum" evidence.Aum
                numbers "mean_loss" evidence.MeanLoss
                numbers "fused" fused
            ]

    let writeRowsAs format (path: string) listing rows issues =
        let classes = issues.Evidence.Classes

        if listing.LabelNames.Length <> 0 && listing.LabelNames.Length <> classes then
            raise (
                AnalyticsException
                    $"{listing.LabelNames.Length} names of classes, expected {classes}, as many as there are logits"
            )

        columns listing issues rows |> TableFile.writeAs format path

    let writeRows path listing rows issues =
        writeRowsAs null path listing rows issues

    let write (path: string) listing issues =
        let rows =
            LabelIssues.suspects listing.All listing.Detector issues
            |> Array.truncate listing.Count

        writeRows path listing rows issues
