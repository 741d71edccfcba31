namespace TrainingDynamics.Charts;

/// <summary>One point on its way to the canvas: centre and size in units of the figure.</summary>
readonly record struct PlacedGlyph(CorrectnessClass Class, float X, float Y, float Size);
