namespace TrainingDynamics.Report

open System
open System.Collections.Generic
open System.IO
open Giraffe.ViewEngine
open TrainingDynamics.Analytics
open TrainingDynamics.Logs

module internal RunScores =

    /// How well the classes of the dev set were predicted after the epoch of the run's model: the best if the run kept it, else
    /// the last. None in a regression, in older logs, and where no events can be read.
    let ofRun (run: string) =
        let events =
            try
                EventReader(RunFolder.Of(run).EventsPath).ReadNew()
            with :? LogFormatException ->
                []

        let best =
            events
            |> Seq.choose (function
                | :? RunFinished as finished -> Some(Option.ofNullable finished.BestEpoch)
                | _ -> None)
            |> Seq.tryLast
            |> Option.flatten

        events
        |> Seq.choose (function
            | :? Evaluated as dev when best |> Option.forall ((=) dev.Epoch) ->
                dev.Classification
                |> Option.ofObj
                |> Option.bind (Seq.tryHead >> Option.map (fun set -> dev.Epoch, set.Value))
            | _ -> None)
        |> Seq.tryLast

module internal PageFile =

    let write (path: string) (page: byte[]) =
        try
            WholeFile.Write(path, fun stream -> stream.Write(page, 0, page.Length))
        with
        | :? IOException
        | :? UnauthorizedAccessException as e ->
            raise (RunFolderException($"{WholeFile.NameOf path} cannot be written: {e.Message}", e))

/// A run as one HTML page that needs no network: the data map with hover, filters, lasso and a slider over the epochs,
/// the histograms and the worst examples. Charts are plotly.js, which the page carries.
[<AbstractClass; Sealed>]
type RunReport =

    /// Reads the run's logs and writes the page. run: a run folder or its training_dynamics folder; epochs: which to use, the
    /// rest of the request does not matter; path: the page; title: its heading; textOf: the text of an example, empty where
    /// there is none; labelNames: [C], or empty to show label ids; worst: how many examples the table lists, at least 0; only:
    /// the rows to show of the run's guids, null for all. Text from the data is escaped, so its markup has no effect. Raises
    /// LogFormatException for the logs, RunFolderException when the page cannot be written.
    static member Write
        (
            run: string,
            epochs: MetricsRequest,
            path: string,
            title: string,
            textOf: Func<ExampleGuid, string>,
            labelNames: IReadOnlyList<string>,
            worst: int,
            only: Func<ExampleGuid[], int[] | null>
        ) =
        let all = GoldProbabilities.ofRun epochs.Options run

        let probabilities =
            match only.Invoke all.Metrics.Table.Guids with
            | null -> all
            | rows -> GoldProbabilities.take (Array.sort rows) all

        let page =
            ReportPage.document
                probabilities
                (RunScores.ofRun run)
                title
                textOf.Invoke
                (Array.ofSeq (ClassNames.Shown labelNames))
                worst
            |> RenderView.AsBytes.htmlDocument

        PageFile.write path page

    /// Writes two runs as one page: the map of changes, the regions that examples moved between and the greatest movers.
    /// a, b: the reports that were compared; textOf, placeOf: the text of an example of A and its place in the training file,
    /// empty where they are not known; path: the page; title: its heading; movers: how many the table lists, at least 0. Raises
    /// RunFolderException when the page cannot be written.
    static member WriteComparison
        (
            comparison: Comparison,
            a: MetricsReport,
            b: MetricsReport,
            textOf: Func<ExampleGuid, string>,
            placeOf: Func<ExampleGuid, string>,
            path: string,
            title: string,
            movers: int
        ) =
        ComparisonPage.document title a.Table b.Table comparison placeOf.Invoke textOf.Invoke movers
        |> RenderView.AsBytes.htmlDocument
        |> PageFile.write path
