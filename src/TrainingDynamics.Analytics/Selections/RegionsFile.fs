namespace TrainingDynamics.Analytics

open System
open System.IO
open System.Text
open TrainingDynamics.Logs

[<RequireQualifiedAccess>]
module RegionsFile =

    let referenceSeed = 1L

    // As Python's json.dumps: pandas' escapes, but for the slash.
    let escaped character =
        if character = '/' then
            "/"
        else
            PandasJson.escaped character

    let guidText (guid: ExampleGuid) =
        if guid.IsInteger then
            string guid
        else
            "\"" + String.collect escaped (string guid) + "\""

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

        try
            WholeFile.Write(path, fun stream -> stream.Write(bytes, 0, bytes.Length))
        with
        | :? IOException
        | :? UnauthorizedAccessException as e ->
            raise (RunFolderException($"{path} cannot be written: {e.Message}", e))
