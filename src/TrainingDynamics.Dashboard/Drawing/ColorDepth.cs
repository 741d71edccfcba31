namespace TrainingDynamics.Dashboard.Drawing;

/// <summary>How many colours a terminal is given.</summary>
public enum ColorDepth
{
    /// <summary>The sixteen that every terminal has, as its theme shows them.</summary>
    Sixteen,

    /// <summary>The palette of 256 that nearly every terminal has.</summary>
    Indexed,

    /// <summary>24 bits.</summary>
    True,
}
