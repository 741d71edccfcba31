namespace TrainingDynamics.Dashboard.Data;

/// <summary>A line of the log pane.</summary>
/// <param name="Time">UTC.</param>
/// <param name="Text">One line.</param>
readonly record struct LogLine(DateTime Time, string Text);
