using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Drawing;

namespace TrainingDynamics.Dashboard.Pages;

/// <summary>One page: immutable, without clock, disk or terminal. What it remembers is its own; what all share is in the choices.</summary>
interface IPage
{
    PageId Id { get; }

    /// <summary>The text of its tab, one word.</summary>
    string Title { get; }

    /// <summary>True while letters and digits are typed into the page, so that they are no commands; Esc and Enter reach it too.</summary>
    bool IsTyping => false;

    /// <summary>What the status line says while text is typed; null: the keys.</summary>
    string? Hint => null;

    /// <summary>The metrics that the page needs beyond those that are always there.</summary>
    IEnumerable<MetricWish> Wishes(Snapshot snapshot, Choices choices) => [];

    /// <summary>True when a key is for the page though it may mean something else everywhere.</summary>
    bool Takes(string key) => IsTyping;

    /// <summary>
    /// What a key does. Only keys that the <see cref="Keys.KeyTable"/> lists for this page arrive here, and those that
    /// it <see cref="Takes"/>; they go before those that work everywhere.
    /// </summary>
    Turn Press(string key, Snapshot snapshot, Choices choices);

    /// <summary>What an act of the mouse on this page does; null: nothing. The wheel moves as the arrows up and down do.</summary>
    /// <param name="act">Where and what.</param>
    /// <param name="zone">What was drawn there; null: nothing that the mouse could mean.</param>
    /// <param name="snapshot">What is known.</param>
    /// <param name="choices">What pages share.</param>
    Turn? Point(MouseAct act, Zone? zone, Snapshot snapshot, Choices choices) => Wheel(this, act, snapshot, choices);

    /// <summary>Presses an arrow some times for a turn of the wheel; null for other acts.</summary>
    static Turn? Wheel(IPage page, MouseAct act, Snapshot snapshot, Choices choices)
    {
        if (act.Lines == 0)
        {
            return null;
        }

        var turn = new Turn(page, choices);
        for (var line = 0; line < Math.Abs(act.Lines); line++)
        {
            turn = turn.Page.Press(act.Lines < 0 ? "CursorUp" : "CursorDown", snapshot, turn.Choices);
        }

        return turn;
    }

    /// <summary>
    /// The page when epochs or another run have come, and what the shell is to read for it; null: nothing. A list that is on the
    /// screen does not move under its reader: it waits until <see cref="Sorted"/>.
    /// </summary>
    /// <param name="before">What was known.</param>
    /// <param name="after">What is known now.</param>
    /// <param name="choices">As they are.</param>
    /// <param name="isShown">True when the page is on the screen.</param>
    (IPage Page, Request? Request) Follow(Snapshot before, Snapshot after, Choices choices, bool isShown) => (this, null);

    /// <summary>The page with its lists sorted by all that is known.</summary>
    IPage Sorted() => this;

    /// <summary>Draws into the area alone, whatever its size; two columns make sense from 100 cells on.</summary>
    void Draw(Canvas canvas, Area area, Snapshot snapshot, Choices choices);
}

/// <summary>What a key has led to.</summary>
/// <param name="Page">The page after it.</param>
/// <param name="Choices">The shared choices after it.</param>
/// <param name="Request">What the shell is to do outside the state; null: nothing.</param>
/// <param name="Message">For the status bar until the next key; null: none.</param>
/// <param name="GoTo">The page to show next; null: this one.</param>
sealed record Turn(IPage Page, Choices Choices, Request? Request = null, string? Message = null, PageId? GoTo = null);
