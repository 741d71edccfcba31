using System.Text;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace TrainingDynamics.Dashboard.Shell;

/// <summary>
/// The only view: puts a canvas on the terminal, but only the cells that differ from what the terminal shows, because the library sends every cell
/// that is drawn again, changed or not.
/// </summary>
sealed class CanvasView : Runnable
{
    // A rune's text would else be allocated for every cell of every frame.
    readonly Dictionary<Rune, string> _graphemes = [];
    Canvas? _canvas;

    public CanvasView(Palette palette)
    {
        Palette = palette;
        (Width, Height, CanFocus) = (Dim.Fill(), Dim.Fill(), true);
    }

    /// <summary>The look of the inks; call <see cref="View.SetNeedsDraw()"/> after a change.</summary>
    public Palette Palette { get; set; }

    /// <summary>Shows a canvas at the next iteration; one that looks like the last costs nothing.</summary>
    public void Show(Canvas canvas)
    {
        var isSame = _canvas is { } shown && canvas.LooksLike(shown);
        _canvas = canvas;
        if (!isSame)
        {
            SetNeedsDraw();
        }
    }

    protected override bool OnClearingViewport() => true; // cleared cells would all be sent again

    protected override bool OnDrawingContent(DrawContext? context)
    {
        if (_canvas is not { } canvas || App?.Driver?.Contents is not { } cells)
        {
            return true;
        }

        Attribute? current = null;
        for (var y = 0; y < Math.Min(canvas.Height, Math.Min(Viewport.Height, cells.GetLength(0))); y++)
        {
            for (var x = 0; x < Math.Min(canvas.Width, Math.Min(Viewport.Width, cells.GetLength(1))); x++)
            {
                var rune = canvas.RuneAt(x, y);
                var attribute = Palette[canvas.InkAt(x, y)];
                if (rune.Value == 0 || (cells[y, x].Attribute == attribute && cells[y, x].Grapheme == Grapheme(rune)))
                {
                    continue;
                }

                if (current != attribute)
                {
                    SetAttribute(attribute);
                    current = attribute;
                }

                AddRune(x, y, rune);
            }
        }

        return true;
    }

    string Grapheme(Rune rune)
    {
        if (!_graphemes.TryGetValue(rune, out var text))
        {
            _graphemes[rune] = text = rune.ToString();
        }

        return text;
    }
}
