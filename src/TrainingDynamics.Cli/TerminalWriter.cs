using System.Text;

namespace TrainingDynamics.Cli;

/// <summary>
/// A terminal that may go away: whoever closes the laptop over a running <c>td train</c> loses what it prints, not the run.
/// </summary>
/// <param name="terminal">Written to until it refuses.</param>
sealed class TerminalWriter(TextWriter terminal) : TextWriter
{
    volatile bool _gone;

    /// <inheritdoc/>
    public override Encoding Encoding => terminal.Encoding;

    /// <summary>Puts itself before the standard streams that are terminals; files and pipes keep telling of their errors.</summary>
    public static void Use()
    {
        if (!Console.IsOutputRedirected)
        {
            Console.SetOut(new TerminalWriter(Console.Out));
        }

        if (!Console.IsErrorRedirected)
        {
            Console.SetError(new TerminalWriter(Console.Error));
        }
    }

    /// <inheritdoc/>
    public override void Write(char value) => Try(() => terminal.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Try(() => terminal.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(string? value) => Try(() => terminal.Write(value));

    /// <inheritdoc/>
    public override void Flush() => Try(terminal.Flush);

    void Try(Action write)
    {
        if (_gone)
        {
            return;
        }

        try
        {
            write();
        }
        catch (IOException)
        {
            _gone = true;
        }
    }
}
