namespace TrainingDynamics.Dashboard.Shell;

/// <summary>Takes what a terminal is to get.</summary>
interface ITerminalDevice
{
    /// <summary>Columns and rows; null where that cannot be known.</summary>
    (int Width, int Height)? Size();

    /// <summary>Sends all of it, or nothing where nobody takes it any more.</summary>
    void Write(ReadOnlySpan<char> text);
}
