// One file for the whole hierarchy: this is the list of all that the state can ask of the world.
using System.Text;

namespace TrainingDynamics.Dashboard.Pages;

/// <summary>Something that the state cannot do because it is pure: the shell does it, and the answer comes as message or snapshot.</summary>
abstract record Request
{
    /// <summary>Leave the dashboard; training is not touched.</summary>
    public sealed record Quit : Request;

    public sealed record Repaint : Request;

    /// <summary>Give a text to the terminal's clipboard.</summary>
    /// <param name="Text">Any text; a text that is too long is cut.</param>
    /// <param name="What">Describes the text in the message: "the guid and the text of 17".</param>
    public sealed record Copy(string Text, string What) : Request
    {
        /// <summary>An example's guid, a tab and its text. Line ends and escapes become spaces: pasting must do no more than write.</summary>
        public static Copy Of(Snapshot snapshot, ExampleGuid guid)
        {
            var text = snapshot.TextOf(guid).EnumerateRunes().Select(rune => Rune.IsControl(rune) ? " " : rune.ToString());
            return new($"{guid}\t{string.Concat(text)}", $"the guid and the text of {guid}");
        }
    }

    /// <summary>Ring the bell, and show a desktop notice of one line where the terminal can.</summary>
    public sealed record Announce(string Text) : Request;

    /// <summary>
    /// Draw the map of the first epochs, null: all, to <c>figures/</c> of the run, with the extension <c>.png</c>, <c>.svg</c> or <c>.pdf</c>.
    /// </summary>
    public sealed record ExportMap(string Extension, int? Epochs) : Request;

    /// <summary>Mark an example, or remove its mark; see <see cref="Snapshot.Marks"/>.</summary>
    public sealed record Mark(ExampleGuid Guid, bool On) : Request;

    /// <summary>Write the marked examples to the run's <see cref="MarksFile"/>, with the metrics of the first epochs; null: of all.</summary>
    public sealed record ExportMarks(int? Epochs) : Request;

    /// <summary>Read one example's records into <see cref="Snapshot.Trace"/>.</summary>
    public sealed record OpenExample(ExampleGuid Guid) : Request;

    public sealed record OpenRun(string Path) : Request;

    /// <summary>Compare the shown run with another, which becomes <see cref="Snapshot.Other"/>.</summary>
    public sealed record CompareWith(string Path) : Request;

    /// <summary>Let the training wait between two batches, or go on.</summary>
    public sealed record Pause(bool On) : Request;

    /// <summary>End the training.</summary>
    /// <param name="Stage">1: after the epoch, 2: at the next batch, 3: at once.</param>
    public sealed record Stop(int Stage) : Request;
}
