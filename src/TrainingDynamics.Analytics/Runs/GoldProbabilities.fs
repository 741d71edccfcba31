namespace TrainingDynamics.Analytics

open TrainingDynamics.Logs

type GoldProbabilities =
    {
        Metrics: RunMetrics
        Epochs: EpochColumns[]
    }

[<RequireQualifiedAccess>]
module GoldProbabilities =

    let ofRun options (path: string) =
        let columns = ColumnsFold()

        let metrics =
            Metrics.scan options (DynamicsFile.Find path) [| columns |] System.Int32.MaxValue ignore

        {
            Metrics = metrics
            Epochs = Array.init metrics.Stats.Length columns.Epoch
        }

    let take (rows: int[]) (probabilities: GoldProbabilities) =
        let picked (column: 'a[]) =
            rows |> Array.map (fun row -> column[row])

        let taken (epoch: EpochColumns) : EpochColumns =
            {
                GoldProbability = picked epoch.GoldProbability
                Correct = picked epoch.Correct
            }

        {
            Metrics =
                { probabilities.Metrics with
                    Table = MetricsRows.take rows probabilities.Metrics.Table
                }
            Epochs = probabilities.Epochs |> Array.map taken
        }
