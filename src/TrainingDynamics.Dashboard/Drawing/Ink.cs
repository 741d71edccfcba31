namespace TrainingDynamics.Dashboard.Drawing;

/// <summary>What a cell means; the terminal's palette decides how that looks.</summary>
enum Ink
{
    /// <summary>The terminal's own colours.</summary>
    Plain,

    /// <summary>Frames, axes and units.</summary>
    Dim,

    /// <summary>Headings and values to see first.</summary>
    Strong,

    /// <summary>Where the keyboard is: the current tab, row or cell.</summary>
    Cursor,

    /// <summary>Curves and bars.</summary>
    Curve,

    /// <summary>A second curve beside the first.</summary>
    Curve2,

    /// <summary>Marked by the user.</summary>
    Mark,

    /// <summary>A failure, or a run that is silent.</summary>
    Alarm,

    /// <summary>Correctness about 0; the next four go up to 1 in quarters.</summary>
    Never,

    /// <summary>Correctness about 1/4.</summary>
    Seldom,

    /// <summary>Correctness about 1/2.</summary>
    Half,

    /// <summary>Correctness about 3/4.</summary>
    Mostly,

    /// <summary>Correctness about 1.</summary>
    Always,
}
