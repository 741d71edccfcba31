namespace TrainingDynamics.Analytics

/// What a metric is, in the words that `td metrics --list` prints.
type MetricDefinition =
    {
        /// As in files, frames and on the command line: snake_case, unique.
        Name: string
        /// The formula: q the gold class's probability, z the logits, p their softmax, c whether
        /// the prediction is right, E the epochs used.
        Definition: string
        /// Unit, least and greatest value.
        Range: string
        /// What a high value says about an example.
        High: string
        /// True when suspicious examples have low values, false when they have high ones.
        LowIsSuspicious: bool
        /// When there is no value, and what files write then; empty when there always is one.
        Missing: string
        /// False for the five that every metrics file has, true for those that have to be asked for.
        OnRequest: bool
        /// Paper or program that it comes from.
        Source: string
    }
