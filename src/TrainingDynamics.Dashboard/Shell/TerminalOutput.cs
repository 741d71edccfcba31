using System.Drawing;
using System.Reflection;
using System.Text;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;
using Attribute = Terminal.Gui.Drawing.Attribute;
using TextStyle = Terminal.Gui.Drawing.TextStyle;

namespace TrainingDynamics.Dashboard.Shell;

/// <summary>
/// The library's output with three changes that it has no options for: a mouse that is left alone or reports presses only, 256 colours, and a
/// cursor that is moved once before a text and not for every unchanged cell.
/// </summary>
/// <param name="device">Gets the bytes.</param>
/// <param name="mouse">True: the mouse is reported.</param>
/// <param name="depth">The colours that are sent.</param>
sealed class TerminalOutput(ITerminalDevice device, bool mouse, ColorDepth depth) : OutputBase, IOutput
{
    Size _size = new(80, 25);
    Cursor _cursor = new();
    (int Column, int Row)? _moveTo;
    bool _hasScreen;

    /// <summary>An application that draws through an output and is not yet initialised; its end disposes of the output.</summary>
    public static IApplication Application(TerminalOutput output)
    {
        var app = Terminal.Gui.App.Application.Create();
        // No public way leads there in 2.5; a test of the bytes that are sent would notice another version's refusal.
        var factory = app.GetType().GetField("_componentFactory", BindingFlags.Instance | BindingFlags.NonPublic)
            ?? throw new MissingFieldException(app.GetType().FullName, "_componentFactory");
        factory.SetValue(app, new AnsiComponentFactory(output: output));
        return app;
    }

    public void Enter()
    {
        _hasScreen = true;
        device.Write(TerminalModes.Enter(mouse));
    }

    public void Dispose()
    {
        if (_hasScreen)
        {
            _hasScreen = false;
            device.Write(TerminalModes.Leave(mouse));
        }
    }

    public Size GetSize() => device.Size() is var (width, height) ? new Size(width, height) : _size;

    public void SetSize(int width, int height) => _size = new Size(width, height);

    public Cursor GetCursor() => _cursor;

    /// <summary>The dashboard draws its cursor as cells, so the terminal's stays hidden.</summary>
    public void SetCursor(Cursor cursor) => _cursor = cursor;

    public void Write(ReadOnlySpan<char> text) => device.Write(text);

    public void Suspend()
    {
        // No key does that.
    }

    protected override void Write(StringBuilder output)
    {
        var to = _moveTo is var (column, row) ? TerminalModes.MoveTo(column, row) : "";
        _moveTo = null;
        device.Write(to + output);
    }

    protected override bool SetCursorPositionImpl(int screenPositionX, int screenPositionY)
    {
        _moveTo = (screenPositionX, screenPositionY);
        return true;
    }

    protected override void AppendOrWriteAttribute(StringBuilder output, Attribute attr, TextStyle redrawTextStyle) =>
        output.Append(TerminalColors.Select(attr, depth));
}
