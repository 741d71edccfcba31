namespace TrainingDynamics.Report

open System
open System.Collections.Generic
open System.IO
open Giraffe.ViewEngine
open TrainingDynamics.Analytics
open TrainingDynamics.Logs

[<AbstractClass; Sealed>]
type RunReport =

    static member Write
        (
            run: string,
            epochs: MetricsRequest,
            path: string,
            title: string,
            textOf: Func<ExampleGuid, string>,
            labelNames: IReadOnlyList<string>,
            worst: int
        ) =
        let probabilities = GoldProbabilities.ofRun epochs.Options run

        let page =
            ReportPage.document probabilities title textOf.Invoke (Array.ofSeq labelNames) worst
            |> RenderView.AsBytes.htmlDocument

        try
            WholeFile.Write(path, fun stream -> stream.Write(page, 0, page.Length))
        with
        | :? IOException
        | :? UnauthorizedAccessException as e ->
            raise (RunFolderException($"{WholeFile.NameOf path} cannot be written: {e.Message}", e))
