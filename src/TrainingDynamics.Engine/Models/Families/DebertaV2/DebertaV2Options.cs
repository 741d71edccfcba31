namespace TrainingDynamics.Engine.Models;

/// <summary>What the config of DeBERTa-v2 and v3 alone has; the defaults are the class's, which are neither model's.</summary>
sealed record DebertaV2Options : FamilyOptions
{
    /// <summary>Whether there is a table of relative positions.</summary>
    public bool RelativeAttention { get; init; }

    /// <summary>Distances that the table tells apart to each side; below 1: the rows of the position table.</summary>
    public int MaxRelativePositions { get; init; } = -1;

    /// <summary>Buckets that distances fall into to each side, the wider the farther; below 1: each distance is one.</summary>
    public int PositionBuckets { get; init; } = -1;

    /// <summary><c>c2p</c>: whether queries of the content meet keys of the position.</summary>
    public bool ContentToPosition { get; init; }

    /// <summary><c>p2c</c>: whether keys of the content meet queries of the position.</summary>
    public bool PositionToContent { get; init; }

    /// <summary>Whether the positions are projected by the content's layers.</summary>
    public bool SharesProjections { get; init; }

    /// <summary>Whether the table of relative positions goes through a layer norm.</summary>
    public bool NormsPositions { get; init; }

    /// <summary>Whether the positions' vectors are added to the words'.</summary>
    public bool AddsPositions { get; init; } = true;

    /// <summary>Width in tokens of the convolution beside the first layer, odd; 0: there is none.</summary>
    public int ConvolutionWidth { get; init; }

    /// <summary>Groups of channels that the convolution keeps apart; a divisor of H.</summary>
    public int ConvolutionGroups { get; init; } = 1;

    /// <summary>After the convolution.</summary>
    public Activation ConvolutionActivation { get; init; } = Activation.Tanh;

    /// <summary>Before the pooler's layer, in [0, 1).</summary>
    public double PoolerDropout { get; init; }

    /// <summary>After the pooler's layer.</summary>
    public Activation PoolerActivation { get; init; }

    /// <summary>How many products make a score, whether or not there is a table for the positions' ones, as Hugging Face counts.</summary>
    public int ScoreTerms => 1 + (ContentToPosition ? 1 : 0) + (PositionToContent ? 1 : 0);

    /// <summary>Whether scores depend on the distance.</summary>
    public bool UsesDistances => RelativeAttention && ScoreTerms > 1;

    /// <summary>v3's.</summary>
    public static DebertaV2Options V3 { get; } = new()
    {
        RelativeAttention = true,
        PositionBuckets = 256,
        ContentToPosition = true,
        PositionToContent = true,
        SharesProjections = true,
        NormsPositions = true,
        AddsPositions = false,
    };

    /// <summary>k: half of the table's rows.</summary>
    public int Span(ModelConfig config) => PositionBuckets > 0 ? PositionBuckets : Reach(config);

    /// <summary>M: the distance that the last bucket holds, plus 1.</summary>
    public int Reach(ModelConfig config) => MaxRelativePositions < 1 ? config.MaxPositions : MaxRelativePositions;

    /// <inheritdoc/>
    internal override FamilyOptions WithDropout(double probability) => this with { PoolerDropout = probability };
}
