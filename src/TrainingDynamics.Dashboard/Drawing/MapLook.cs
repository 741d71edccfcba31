namespace TrainingDynamics.Dashboard.Drawing;

/// <summary>How a map shows its cells.</summary>
enum MapLook
{
    /// <summary>Braille: dots for the number of examples, colour for what they are.</summary>
    Dots,

    /// <summary>Ten ASCII characters, the darker the more examples, and colour.</summary>
    Ramp,

    /// <summary>A shape for what the examples are, filled where there are many: says without colour what colour says.</summary>
    Shapes,
}
