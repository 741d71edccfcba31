using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;
using TrainingDynamics.Dashboard.Drawing;

namespace TrainingDynamics.Dashboard.Shell;

/// <summary>
/// The one view: puts a canvas on the terminal, and of it only the cells that differ from what stands there, since the library
/// sends every cell that is drawn again, changed or not.
/// </summary>
sealed class CanvasView : Runnable
{
    Canvas? _next;
    Canvas? _shown;

    public CanvasView(Palette palette)
    {
        Palette = palette;
        (Width, Height, CanFocus) = (Dim.Fill(), Dim.Fill(), true);
    }

    /// <summary>What inks look like; call <see cref="Forget"/> after a change.</summary>
    public Palette Palette { get; set; }

    /// <summary>Shows a canvas at the next iteration; one that looks like the last costs nothing.</summary>
    public void Show(Canvas canvas)
    {
        _next = canvas;
        if (_shown is not { } shown || !canvas.LooksLike(shown))
        {
            SetNeedsDraw();
        }
    }

    /// <summary>Draws every cell next time: the terminal has another size, or somebody has printed over it.</summary>
    public void Forget()
    {
        _shown = null;
        SetNeedsDraw();
    }

    /// <inheritdoc/>
    protected override bool OnClearingViewport() => true; // cleared cells would all be sent again

    /// <inheritdoc/>
    protected override bool OnDrawingContent(DrawContext? context)
    {
        if (_next is not { } next)
        {
            return true;
        }

        var same = _shown is { } last && last.Width == next.Width && last.Height == next.Height ? _shown : null;
        var ink = (Ink)(-1);
        for (var y = 0; y < Math.Min(next.Height, Viewport.Height); y++)
        {
            for (var x = 0; x < Math.Min(next.Width, Viewport.Width); x++)
            {
                var rune = next.RuneAt(x, y);
                if (rune.Value == 0 || (same is not null && same.RuneAt(x, y) == rune && same.InkAt(x, y) == next.InkAt(x, y)))
                {
                    continue;
                }

                if (next.InkAt(x, y) != ink)
                {
                    ink = next.InkAt(x, y);
                    SetAttribute(Palette[ink]);
                }

                AddRune(x, y, rune);
            }
        }

        _shown = next;
        return true;
    }
}
