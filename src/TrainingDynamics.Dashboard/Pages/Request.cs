// One file for the whole hierarchy: this is the list of all that the state can ask of the world.
using System.Text;
using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard.Pages;

/// <summary>Something that the state cannot do, being pure: the shell does it, and its answer comes as message or snapshot.</summary>
abstract record Request
{
    /// <summary>Leave the dashboard; training is not touched.</summary>
    public sealed record Quit : Request;

    /// <summary>Repaint every cell.</summary>
    public sealed record Repaint : Request;

    /// <summary>Give a text to the terminal's clipboard.</summary>
    /// <param name="Text">Any text; one that is too long is cut.</param>
    /// <param name="What">Of it, for the message: "the guid and the text of 17".</param>
    public sealed record Copy(string Text, string What) : Request
    {
        /// <summary>An example's guid, a tab and its text. Line ends and escapes become spaces: what is pasted must do no more than write.</summary>
        public static Copy Of(Snapshot snapshot, ExampleGuid guid)
        {
            var text = snapshot.Texts.GetValueOrDefault(guid, "").EnumerateRunes().Select(rune => Rune.IsControl(rune) ? " " : rune.ToString());
            return new($"{guid}\t{string.Concat(text)}", $"the guid and the text of {guid}");
        }
    }

    /// <summary>Ring the bell, and give the desktop a notice where the terminal can.</summary>
    /// <param name="Text">One line.</param>
    public sealed record Announce(string Text) : Request;

    /// <summary>Draw the map of the first epochs to <c>figures/</c> of the run.</summary>
    /// <param name="Extension"><c>.png</c>, <c>.svg</c> or <c>.pdf</c>.</param>
    /// <param name="Epochs">At least 1; null: all.</param>
    public sealed record ExportMap(string Extension, int? Epochs) : Request;

    /// <summary>Keep that an example is marked, or no more; it comes as one of <see cref="Data.Snapshot.Marks"/>.</summary>
    public sealed record Mark(ExampleGuid Guid, bool On) : Request;

    /// <summary>Write the marked examples to the run's <see cref="Data.MarksFile"/>.</summary>
    /// <param name="Epochs">The metrics are of the first so many; null: of all.</param>
    public sealed record ExportMarks(int? Epochs) : Request;

    /// <summary>Read one example's records; they come as <see cref="Data.Snapshot.Trace"/>.</summary>
    public sealed record OpenExample(ExampleGuid Guid) : Request;

    /// <summary>Show another run.</summary>
    /// <param name="Path">Its folder.</param>
    public sealed record OpenRun(string Path) : Request;

    /// <summary>Compare the shown run with another; its snapshot comes as <see cref="Data.Snapshot.Other"/>.</summary>
    /// <param name="Path">Its folder.</param>
    public sealed record CompareWith(string Path) : Request;

    /// <summary>Let the training wait between two batches, or go on.</summary>
    public sealed record Pause(bool On) : Request;

    /// <summary>End the training.</summary>
    /// <param name="Stage">1: after the epoch, 2: at the next batch, 3: at once.</param>
    public sealed record Stop(int Stage) : Request;
}
