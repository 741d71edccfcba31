namespace TrainingDynamics.Review

open System

/// What is worth a look first, by one example's label and class probabilities. p: [C], adds to 1; label: in [0, C).
/// Natural logarithms.
[<RequireQualifiedAccess>]
module ReviewOrder =

    /// Entropy, in nats: 0 where one class has all, ln C where all have as much.
    let entropy (p: float[]) =
        -(p |> Array.sumBy (fun share -> if share > 0.0 then share * log share else 0.0))

    /// Cross-entropy of the label less the entropy, in nats: high where the model is sure of another class, low where it
    /// is merely unsure; infinite where the label has no probability. Source: Bernhardt et al. 2022, active label cleaning.
    let activeCleaning label (p: float[]) = -(log p[label]) - entropy p

    /// (1 ± exp(-entropy)) / 2, plus where another class is the most probable; in [0, 1]. Source: FiftyOne.
    let mistakenness label (p: float[]) =
        let sign = if Array.IndexOf(p, Array.max p) = label then -1.0 else 1.0
        (sign * exp (-(entropy p)) + 1.0) / 2.0
