using System.Text;

namespace TrainingDynamics.Cli;

/// <summary>What becomes of printing where a standard stream does not take it.</summary>
static class StandardStreams
{
    /// <summary>
    /// A terminal may go away: whoever closes the laptop over a running <c>td train</c> loses what it prints, not the run. So it
    /// is with standard error wherever it leads. Of a file or a pipe at standard output the error is told, and names it.
    /// </summary>
    public static void Use()
    {
        Console.SetOut(new Guarded(Console.Out, isForgiving: !Console.IsOutputRedirected));
        Console.SetError(new Guarded(Console.Error, isForgiving: true));
    }

    sealed class Guarded(TextWriter stream, bool isForgiving) : TextWriter
    {
        volatile bool _gone;

        /// <inheritdoc/>
        public override Encoding Encoding => stream.Encoding;

        /// <inheritdoc/>
        public override void Write(char value) => Try(() => stream.Write(value));

        /// <inheritdoc/>
        public override void Write(char[] buffer, int index, int count) => Try(() => stream.Write(buffer, index, count));

        /// <inheritdoc/>
        public override void Write(string? value) => Try(() => stream.Write(value));

        /// <inheritdoc/>
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
