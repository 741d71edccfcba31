namespace TrainingDynamics.Analytics

open System
open System.IO
open System.Text
open TrainingDynamics.Logs

/// `three_regions_data_indices.json`: one object with the guids of `hard`, `easy` and `ambiguous`, in this order of keys,
/// integers as numbers, strings as strings.
[<RequireQualifiedAccess>]
module RegionsFile =

    let private referenceSeed = 1L

    // As Python's json.dumps: pandas' escapes, but for the slash.
    let private escaped character =
        if character = '/' then
            "/"
        else
            PandasJson.escaped character

    let private guidText (guid: ExampleGuid) =
        if guid.IsInteger then
            string guid
        else
            "\"" + String.collect escaped (string guid) + "\""

    /// Writes the file byte for byte as the reference's data_selection.py does, which shuffles each region with
    /// Python's generator seeded with 1. table: the one the regions were split from. The file appears under its name
    /// only when it is whole; one of that name is replaced. Raises RunFolderException when the place cannot be written to.
    let write (path: string) (table: MetricsTable) regions =
        let random = PythonRandom referenceSeed

        let region name (rows: int[]) =
            let guids = rows |> Array.map (fun row -> table.Guids[row])
            random.Shuffle guids
            let texts = String.Join(", ", guids |> Array.map guidText)
            $"\"{name}\": [{texts}]"

        // One generator goes through the regions in this order, so none can be written alone.
        let hard = region "hard" regions.Hard
        let easy = region "easy" regions.Easy
        let ambiguous = region "ambiguous" regions.Ambiguous
        let bytes = Encoding.ASCII.GetBytes $"{{{hard}, {easy}, {ambiguous}}}"

        Files.write path false (fun stream -> stream.Write(bytes, 0, bytes.Length))
