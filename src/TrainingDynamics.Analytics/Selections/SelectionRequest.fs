namespace TrainingDynamics.Analytics

/// How many examples.
[<Struct; RequireQualifiedAccess>]
type SelectionSize =
    /// floor(fraction · N) of the N examples of the table; in (0, 1].
    | Fraction of fraction: float
    /// At least 1.
    | Count of count: int

/// How examples are picked from the ranking.
[<RequireQualifiedAccess>]
type SelectionStrategy =
    /// The first of the ranking.
    | Ranked
    /// floor(0.7 · size) from its head, the others from its tail. Source: the reference's `--both_ends`.
    | BothEnds
    /// Any, each as likely as the others.
    | Random
    /// At random from each of 50 bins of equal width of the score, the budget shared evenly over the bins that are not
    /// yet exhausted, smallest first; examples never learnt have a separate bin. With `SkipTop` as the share of
    /// hardest examples that is dropped first it is coverage-centric selection. Source: Zheng et al. 2023.
    | Stratified
    /// The first of every class, the budget shared evenly over the classes as over the bins above.
    | ClassBalanced

/// Values that a score must lie within to be selected from.
[<Struct>]
type SelectionBand =
    {
        /// Inclusive.
        Low: float
        /// Inclusive; at least Low.
        High: float
    }

/// What to select.
type SelectionRequest =
    {
        /// How.
        Strategy: SelectionStrategy
        /// Exactly as many are selected, or the request is refused.
        Size: SelectionSize
        /// Begin at the ranking's other end.
        Worst: bool
        /// None: every value.
        Band: SelectionBand option
        /// Left out at the head of the ranking, within the band, before anything is picked; a fraction is one of the N
        /// examples of the table, and may be 0.
        SkipTop: SelectionSize option
        /// Of the random picks; the strategies without any ignore it.
        Seed: int
    }

/// Requests to begin with.
[<RequireQualifiedAccess>]
module SelectionRequest =

    /// The first `size` of the ranking, from its most wanted end, seed 1.
    let ranked size =
        {
            Strategy = SelectionStrategy.Ranked
            Size = size
            Worst = false
            Band = None
            SkipTop = None
            Seed = 1
        }
