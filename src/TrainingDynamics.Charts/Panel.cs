using ScottPlot;

namespace TrainingDynamics.Charts;

/// <summary>One pair of axes and its place in the figure, labels included, in units of the figure.</summary>
readonly record struct Panel(Plot Plot, PixelRect Place);
