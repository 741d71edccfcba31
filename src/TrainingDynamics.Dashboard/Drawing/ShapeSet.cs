using System.Text;

namespace TrainingDynamics.Dashboard.Drawing;

/// <summary>Shapes that say without colour what five inks say; for hues 0, 1/4, 1/2, 3/4 and 1 in this order.</summary>
/// <param name="Outlined">Where there are few examples.</param>
/// <param name="Filled">Where there are many examples.</param>
/// <param name="OutlinedAscii"><see cref="Outlined"/> in ASCII.</param>
/// <param name="FilledAscii">The same in ASCII.</param>
sealed record ShapeSet(string Outlined, string Filled, string OutlinedAscii, string FilledAscii)
{
    /// <summary>From never correct to always correct.</summary>
    public static ShapeSet Correctness { get; } = new("×▽◇△○", "✖▼◆▲●", "xvo^*", "XVOA@");

    /// <summary>From a gain of correctness to a loss.</summary>
    public static ShapeSet Change { get; } = new("△▵∘▿▽", "▲▴•▾▼", "^'.,v", "A+oyV");

    public Rune Of(double hue, bool many, bool ascii) =>
        new((many ? ascii ? FilledAscii : Filled : ascii ? OutlinedAscii : Outlined)[(int)Math.Round(4 * Math.Clamp(hue, 0, 1))]);
}
