namespace TrainingDynamics.Dashboard.Pages;

/// <summary>What a mouse has done. A click is a press and a release at one place, and comes after both.</summary>
enum MouseKind
{
    Press,

    /// <summary>Moved with the button held.</summary>
    Drag,
    Release,
    Click,

    /// <summary>The second click soon after the first.</summary>
    DoubleClick,
    WheelUp,
    WheelDown,
}

/// <summary>An act of the left button or of the wheel.</summary>
/// <param name="Kind">What was done.</param>
/// <param name="X">The column, from 0.</param>
/// <param name="Y">The row, from 0.</param>
readonly record struct MouseAct(MouseKind Kind, int X, int Y)
{
    const int LinesPerTurn = 3;

    /// <summary>True for a click, whether a first or a second one.</summary>
    public bool IsClick => Kind is MouseKind.Click or MouseKind.DoubleClick;

    /// <summary>Lines that a turn of the wheel goes down by, negative upwards; 0 for other acts.</summary>
    public int Lines => Kind switch { MouseKind.WheelUp => -LinesPerTurn, MouseKind.WheelDown => LinesPerTurn, _ => 0 };
}
