using System.Drawing;
using System.Reflection;
using System.Text;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;
using TrainingDynamics.Dashboard.Drawing;
using Attribute = Terminal.Gui.Drawing.Attribute;
using TextStyle = Terminal.Gui.Drawing.TextStyle;

namespace TrainingDynamics.Dashboard.Shell;

/// <summary>
/// The library's output with three things that it has no options for: a mouse that is left alone or reports presses only, 256
/// colours, and a cursor that is moved once before a text and not once for every cell that stays as it is.
/// </summary>
/// <param name="device">Where the bytes go.</param>
/// <param name="mouse">The mouse is reported.</param>
/// <param name="depth">Colours are sent as so many.</param>
sealed class TerminalOutput(ITerminalDevice device, bool mouse, ColorDepth depth) : OutputBase, IOutput
{
    Size _size = new(80, 25);
    Cursor _cursor = new();
    (int Column, int Row)? _moveTo;
    bool _hasScreen;

    /// <summary>An application that draws through an output, not yet initialised.</summary>
    /// <param name="output">The end of the application disposes of it.</param>
    public static IApplication Application(TerminalOutput output)
    {
        var app = Terminal.Gui.App.Application.Create();
        // No public way leads there in 2.5; a test of the bytes that are sent would notice another version's refusal.
        var factory = app.GetType().GetField("_componentFactory", BindingFlags.Instance | BindingFlags.NonPublic)
            ?? throw new MissingFieldException(app.GetType().FullName, "_componentFactory");
        factory.SetValue(app, new AnsiComponentFactory(output: output));
        return app;
    }

    /// <summary>Takes the screen.</summary>
    public void Enter()
    {
        _hasScreen = true;
        device.Write(TerminalModes.Enter(mouse));
    }

    /// <summary>Gives the screen back, once.</summary>
    public void Dispose()
    {
        if (_hasScreen)
        {
            _hasScreen = false;
            device.Write(TerminalModes.Leave(mouse));
        }
    }

    /// <inheritdoc/>
    public Size GetSize() => device.Size() is var (width, height) ? new Size(width, height) : _size;

    /// <inheritdoc/>
    public void SetSize(int width, int height) => _size = new Size(width, height);

    /// <inheritdoc/>
    public Cursor GetCursor() => _cursor;

    /// <summary>The dashboard draws its cursor as cells, so the terminal's stays hidden.</summary>
    public void SetCursor(Cursor cursor) => _cursor = cursor;

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<char> text) => device.Write(text);

    /// <inheritdoc/>
    public void Suspend()
    {
        // No key does that.
    }

    /// <inheritdoc/>
    protected override void Write(StringBuilder output)
    {
        var to = _moveTo is var (column, row) ? TerminalModes.MoveTo(column, row) : "";
        _moveTo = null;
        device.Write(to + output);
    }

    /// <inheritdoc/>
    protected override bool SetCursorPositionImpl(int screenPositionX, int screenPositionY)
    {
        _moveTo = (screenPositionX, screenPositionY);
        return true;
    }

    /// <inheritdoc/>
    protected override void AppendOrWriteAttribute(StringBuilder output, Attribute attr, TextStyle redrawTextStyle) =>
        output.Append(TerminalColors.Select(attr, depth));
}
