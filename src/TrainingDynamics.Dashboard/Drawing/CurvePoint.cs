namespace TrainingDynamics.Dashboard.Drawing;

/// <summary>A point of a curve.</summary>
/// <param name="X">Finite: a step or an epoch.</param>
/// <param name="Y">Not finite where the curve breaks.</param>
readonly record struct CurvePoint(double X, double Y);
