using System.Text;

namespace TrainingDynamics.Cli;

/// <summary>Printing where a standard stream fails.</summary>
static class StandardStreams
{
    /// <summary>
    /// A terminal may go away: whoever closes the laptop over a running <c>td train</c> loses what it prints, not the run. Standard error
    /// may always fail. Where standard output is a file or a pipe, the error is passed on, and names it.
    /// </summary>
    public static void Use()
    {
        Console.SetOut(new Guarded(Console.Out, isForgiving: !Console.IsOutputRedirected));
        Console.SetError(new Guarded(Console.Error, isForgiving: true));
    }

    sealed class Guarded(TextWriter stream, bool isForgiving) : TextWriter
    {
        volatile bool _gone;

        public override Encoding Encoding => stream.Encoding;

        public override void Write(char value) => Try(() => stream.Write(value));

        public override void Write(char[] buffer, int index, int count) => Try(() => stream.Write(buffer, index, count));

        public override void Write(string? value) => Try(() => stream.Write(value));

        public override void Flush() => Try(stream.Flush);

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
            catch (Exception e) when (isForgiving && (e is IOException or UnauthorizedAccessException))
            {
                _gone = true;
            }
            catch (UnauthorizedAccessException e)
            {
                // What .NET makes of a descriptor that is not open.
                throw new IOException("standard output: it is closed", e);
            }
            catch (IOException e)
            {
                throw new IOException($"standard output: {e.Message}", e);
            }
        }
    }
}
