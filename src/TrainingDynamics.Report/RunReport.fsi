namespace TrainingDynamics.Report

open System
open System.Collections.Generic
open TrainingDynamics.Analytics
open TrainingDynamics.Logs

/// A run as one HTML page that needs no network: the data map with hover, filters, lasso and a slider over the epochs,
/// the histograms and the worst examples. Charts are plotly.js, which the page carries.
[<AbstractClass; Sealed>]
type RunReport =

    /// Reads the run's logs and writes the page. run: a run folder or its training_dynamics folder; epochs: which of them, the rest of
    /// the request does not matter; path: the page;
    /// title: its heading; textOf: the text of an example, empty where there is none; labelNames: [C], or empty for
    /// numbers; worst: how many examples the table lists, at least 0; only: of the run's guids the rows to show, null
    /// for all. Everything that comes from the data is escaped:
    /// no markup in a text takes effect. Raises LogFormatException for the logs, RunFolderException when the place
    /// cannot be written to.
    static member Write:
        run: string *
        epochs: MetricsRequest *
        path: string *
        title: string *
        textOf: Func<ExampleGuid, string> *
        labelNames: IReadOnlyList<string> *
        worst: int *
        only: Func<ExampleGuid[], int[] | null> ->
            unit

    /// Writes two runs as one page: the map of changes, the regions that examples moved between and the greatest movers.
    /// a, b: the reports that were compared; textOf, placeOf: the text of an
    /// example of A and where it stands in its file, empty where they are not known; path: the page; title: its heading; movers: how many the table
    /// lists, at least 0. Raises RunFolderException when the place cannot be written to.
    static member WriteComparison:
        comparison: Comparison *
        a: MetricsReport *
        b: MetricsReport *
        textOf: Func<ExampleGuid, string> *
        placeOf: Func<ExampleGuid, string> *
        path: string *
        title: string *
        movers: int ->
            unit
