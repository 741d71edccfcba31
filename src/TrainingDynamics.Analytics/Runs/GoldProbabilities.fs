namespace TrainingDynamics.Analytics

open TrainingDynamics.Logs

/// Every example's way through the epochs.
type GoldProbabilities =
    {
        /// Computed over the epochs that were chosen, E; its table gives the rows below.
        Metrics: RunMetrics
        /// [E].
        Epochs: EpochColumns[]
    }

/// The numbers from which the metrics are means, for pictures of single examples. Memory grows with examples × epochs.
[<RequireQualifiedAccess>]
module GoldProbabilities =

    /// Of a run folder or its training_dynamics folder. Raises what `Metrics.ofRun` does.
    let ofRun options (path: string) =
        let columns = ColumnsFold()

        let metrics =
            Metrics.scan options (DynamicsFile.Find path) [| columns |] System.Int32.MaxValue ignore

        {
            Metrics = metrics
            Epochs = Array.init metrics.Stats.Length columns.Epoch
        }

    /// Those of some rows, in this order; the table is left the columns that regions and pictures read.
    let take (rows: int[]) (probabilities: GoldProbabilities) =
        let taken (epoch: EpochColumns) : EpochColumns =
            {
                GoldProbability = picked rows epoch.GoldProbability
                Correct = picked rows epoch.Correct
            }

        {
            Metrics =
                { probabilities.Metrics with
                    Table = MetricsRows.take rows probabilities.Metrics.Table
                }
            Epochs = probabilities.Epochs |> Array.map taken
        }
