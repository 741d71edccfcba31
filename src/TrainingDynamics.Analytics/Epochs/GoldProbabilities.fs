namespace TrainingDynamics.Analytics

open System.Collections.Generic
open TrainingDynamics.Logs

type GoldProbabilities =
    {
        Metrics: RunMetrics
        Values: float32[][]
        IsCorrect: bool[][]
    }

[<RequireQualifiedAccess>]
module GoldProbabilities =

    let ofRun options (path: string) =
        let files = DynamicsFile.Find path
        let metrics = Metrics.ofFiles options files
        let guids = metrics.Table.Guids
        let rows = Dictionary<ExampleGuid, int>()
        guids |> Array.iteri (fun row guid -> rows.Add(guid, row))

        let epochs =
            Metrics.chosen options files
            |> Seq.map (fun file ->
                use reader = DynamicsRecords.read file
                let values = Array.zeroCreate<float32> guids.Length
                let isCorrect = Array.zeroCreate<bool> guids.Length

                while reader.Read() do
                    let row = rows[reader.Guid]
                    values[row] <- float32 (Softmax.goldProbability reader.Logits reader.Gold)
                    isCorrect[row] <- Softmax.argmax reader.Logits = reader.Gold

                values, isCorrect)
            |> Array.ofSeq

        {
            Metrics = metrics
            Values = epochs |> Array.map fst
            IsCorrect = epochs |> Array.map snd
        }

    let take (rows: int[]) (probabilities: GoldProbabilities) =
        let picked (column: 'a[]) =
            rows |> Array.map (fun row -> column[row])

        { probabilities with
            Metrics =
                { probabilities.Metrics with
                    Table = MetricsRows.take rows probabilities.Metrics.Table
                }
            Values = probabilities.Values |> Array.map picked
            IsCorrect = probabilities.IsCorrect |> Array.map picked
        }
