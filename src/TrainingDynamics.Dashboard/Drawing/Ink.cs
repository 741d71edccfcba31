namespace TrainingDynamics.Dashboard.Drawing;

/// <summary>The meaning of a cell; the terminal's palette decides how it looks.</summary>
enum Ink
{
    Plain, // the terminal's own colours
    Dim, // frames, axes and units
    Strong, // headings and values to see first
    Cursor, // where the keyboard is: the current tab, row or cell
    Curve, // curves and bars
    Curve2, // a second curve beside the first
    Mark, // marked by the user
    Alarm, // a failure, or a run that is silent
    Never, // correctness about 0; the next four go up to 1 in quarters
    Seldom, // correctness about 1/4
    Half, // correctness about 1/2
    Mostly, // correctness about 3/4
    Always, // correctness about 1
}

/// <summary>The colours that a terminal is given.</summary>
public enum ColorDepth
{
    /// <summary>The sixteen that every terminal has, as its theme shows them.</summary>
    Sixteen,

    /// <summary>The palette of 256 that nearly every terminal has.</summary>
    Indexed,

    /// <summary>24 bits.</summary>
    True,
}
