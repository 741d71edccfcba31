namespace TrainingDynamics.Analytics

open System.Collections.Generic
open Deedle
open TrainingDynamics.Logs

/// The data files that a run was trained on, as plain text columns by guid. Three formats: `.tsv` as GLUE has it
/// (a header, one row a line, no quoting at all), `.csv` (a header, commas, quotes where needed) and `.jsonl` (one JSON
/// object a line); UTF-8.
[<RequireQualifiedAccess>]
module ExampleTexts =

    /// Row key: the text of the column `guid`, `id`, `idx` or `index`, whichever of these comes first in this list; in
    /// a file without any of them the row's number, 0-based below a header. The other columns are strings: in
    /// JSON a number, a truth value, an array or an object stands as its JSON text, null and an absent key are
    /// missing. Raises AnalyticsException, naming file and line, when the file cannot be read, is empty or of another
    /// ending, a row has another number of fields than the header, a line is no object or a guid is there twice.
    val read: path: string -> Frame<string, string>

    /// The same with the guids in the column of that name; AnalyticsException also when there is no such column.
    val readBy: guidColumn: string -> path: string -> Frame<string, string>

    /// The training file that a run's manifest names, in the format and with the guids that the manifest records; in an
    /// older manifest, which does not, as `read` reads it. Parquet too, its lists and structures left out. path: the run
    /// folder or its training_dynamics folder. Raises what `read` does; AnalyticsException also when it names no
    /// training file or that file has changed since the run, LogFormatException when there is no manifest.
    val ofRun: path: string -> Frame<string, string>

    /// Guid → what a person reads: the sentence, of a pair both with ` | ` between them. file: as a manifest records it,
    /// with its layout. Raises AnalyticsException, naming file and line, when a column is not there.
    val joined: file: DataFileRecord -> IReadOnlyDictionary<string, string>
