using Terminal.Gui.Input;

namespace TrainingDynamics.Dashboard.Shell;

static class MouseKinds
{
    /// <summary>Null for what has no meaning: other buttons, motion without a button.</summary>
    public static MouseKind? Of(MouseFlags flags) =>
        flags.HasFlag(MouseFlags.LeftButtonDoubleClicked) ? MouseKind.DoubleClick
        : flags.HasFlag(MouseFlags.LeftButtonClicked) || flags.HasFlag(MouseFlags.LeftButtonTripleClicked) ? MouseKind.Click
        : flags.HasFlag(MouseFlags.LeftButtonPressed) ? flags.HasFlag(MouseFlags.PositionReport) ? MouseKind.Drag : MouseKind.Press
        : flags.HasFlag(MouseFlags.LeftButtonReleased) ? MouseKind.Release
        : flags.HasFlag(MouseFlags.WheeledUp) ? MouseKind.WheelUp
        : flags.HasFlag(MouseFlags.WheeledDown) ? MouseKind.WheelDown
        : null;
}
