namespace TrainingDynamics.Dashboard.Pages;

/// <summary>What a mouse has done. A click is a press and a release at one place, and comes after both.</summary>
enum MouseKind
{
    Press,
    Drag, // moved with the button held
    Release,
    Click,
    DoubleClick, // the second click soon after the first
    WheelUp,
    WheelDown,
}

/// <summary>An act of the left button or of the wheel in a cell.</summary>
readonly record struct MouseAct(MouseKind Kind, int X, int Y)
{
    const int LinesPerTurn = 3;

    public bool IsClick => Kind is MouseKind.Click or MouseKind.DoubleClick;

    /// <summary>Lines that a turn of the wheel goes down, negative upwards; 0 for other acts.</summary>
    public int Lines => Kind switch { MouseKind.WheelUp => -LinesPerTurn, MouseKind.WheelDown => LinesPerTurn, _ => 0 };
}
