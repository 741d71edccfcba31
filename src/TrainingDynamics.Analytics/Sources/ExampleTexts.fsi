namespace TrainingDynamics.Analytics

open Deedle

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

    /// What a run was trained on, from its `examples.parquet`: its texts and labels (names of classes) under the names of
    /// the source's columns, and `row` (0-based) and `line` (1-based, missing where there are no lines) of the source. Of
    /// an older run, and of one without texts, the training file that its manifest names, all its columns, lists and
    /// structures of Parquet left out. path: the run folder or its training_dynamics folder. Raises what `read` does;
    /// AnalyticsException also when that file is not named or has changed since the run, LogFormatException when there is
    /// no manifest.
    val ofRun: path: string -> Frame<string, string>
