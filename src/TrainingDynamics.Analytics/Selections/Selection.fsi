namespace TrainingDynamics.Analytics

open TrainingDynamics.Logs

/// A selected example.
type SelectionPick =
    {
        /// Its guid.
        Guid: ExampleGuid
        /// Its row in the table it was selected from, 0-based.
        Row: int
        /// Its value of the score.
        Score: float
        /// Its place in the ranking of the whole table, from 1.
        Rank: int
        /// Why it is there, in words: `head`, `tail`, `random`, `bin 3 of 50`, `never learnt`, `class 1`.
        Reason: string
    }

/// How a selection came about.
[<RequireQualifiedAccess>]
type SelectionOrigin =
    /// From a table by a score.
    | Request of score: string * request: SelectionRequest
    /// A region of a table, see Regions.
    | Region of name: string * proportion: float
    /// What is in any of the selections.
    | Union of parts: SelectionOrigin[]
    /// What is in all of the selections.
    | Intersection of parts: SelectionOrigin[]
    /// A file with a list of guids, and which of its regions where it has some.
    | List of path: string * region: string option

/// Selected examples, each guid once.
type Selection =
    {
        /// In the order of the ranking; those of both ends: the head, then the tail.
        Picks: SelectionPick[]
        /// How they were selected.
        Origin: SelectionOrigin
    }

/// Picking examples for training.
[<RequireQualifiedAccess>]
module Selection =

    /// Bins of `SelectionStrategy.Stratified`.
    [<Literal>]
    val Bins: int = 50

    /// Exactly the asked number of examples. Random picks depend on the guids and the seed, not on the order of the
    /// table. score: [N], of that table. Raises AnalyticsException when fewer examples are left by band and skipping
    /// than asked for, when a size is out of its range or comes to no example, when the band is empty, and for
    /// `ClassBalanced` where the table has no gold.
    val select: request: SelectionRequest -> score: SelectionScore -> table: MetricsTable -> Selection

    /// A region as a selection, its score confidence, that of ambiguous variability. name: easy, ambiguous or hard.
    /// Raises AnalyticsException for another name, ArgumentException for a proportion outside of (0, 1].
    val ofRegion: name: string -> proportion: float -> table: MetricsTable -> Selection

    /// What is in any of the selections: the first one's picks, then what each further one adds. selections: of the
    /// same data, at least one, else ArgumentException.
    val union: selections: Selection[] -> Selection

    /// What is in all of the selections, in the first one's order and with its reasons. selections: as above. May be
    /// empty.
    val intersection: selections: Selection[] -> Selection

    /// Examples of each class among the selected, [C], C the table's greatest class plus one. Raises
    /// AnalyticsException where the table has no gold. table: the one selected from.
    val classCounts: table: MetricsTable -> selection: Selection -> int[]

    /// Examples that are in both.
    val overlap: a: Selection -> b: Selection -> int
