namespace TrainingDynamics.Analytics

open System
open TrainingDynamics.Data
open TrainingDynamics.Logs

/// What makes examples of several runs the same.
[<RequireQualifiedAccess>]
type JoinBy =
    /// Their guids.
    | Guid
    /// Their texts, by hash.
    | Text

/// The examples that several runs share. Rows are those of the runs' tables.
type RunJoin =
    {
        By: JoinBy
        /// [runs][M]: entry i of each is the same example, in the first run's order.
        Rows: int[][]
        /// [runs]: rows of an example that some run lacks, in the run's order.
        Unmatched: int[][]
        /// [runs]: rows of an example that all have but with a text that occurs more than once in one of them, so that
        /// nobody can say which is which; empty when joined by guid.
        LeftOut: int[][]
        /// Joined by guid: the entries [M] that have another text in one run than in the first. Empty where the runs'
        /// files are the same bytes, and where texts are not known.
        OtherText: int[]
    }

/// Joining runs, in one way for all who compare or aggregate them.
[<RequireQualifiedAccess>]
module RunJoin =

    /// By guid, a number and a string of the same text being different guids. guids: [runs][N of the run]. Raises
    /// AnalyticsException when the runs share none.
    val byGuid: guids: ExampleGuid[][] -> RunJoin

    /// By text hash; ValueNone where an example's is not known. Raises AnalyticsException when the runs share none.
    val byText: hashes: UInt128 voption[][] -> RunJoin

    /// As asked for, else by guid where the runs' files are the same bytes, where their guids are ids that the files
    /// have, and where nothing says what they were trained on; by text where guids are row numbers of different files,
    /// or where ids mean other texts for most examples and the texts find more. runs: [runs], where each was trained;
    /// guids: [runs][N of the run]. Raises AnalyticsException when one run is given twice, the runs share no example,
    /// or they have to be joined by text and the texts of one cannot be had.
    val ofRuns: asked: JoinBy option -> runs: RunExamples[] -> guids: ExampleGuid[][] -> RunJoin

    /// One line for people: `joined by text: 1,199 examples, 12 with a text that occurs more than once left out`.
    val describe: join: RunJoin -> string

    /// The tables with the golds of all but the first renumbered, so that a class of one name has one number: the
    /// first run's; a class that it lacks gets a number beyond. Unchanged where the names are not known.
    val withClassesOfFirst: runs: RunExamples[] -> tables: MetricsTable[] -> MetricsTable[]
