namespace TrainingDynamics.Dashboard.Pages;

/// <summary>One page: immutable, without clock, disk or terminal. What one page alone knows is in the page; what several pages know is in the choices.</summary>
interface IPage
{
    PageId Id { get; }

    /// <summary>The text of its tab, one word.</summary>
    string Title { get; }

    /// <summary>True while letters and digits are typed into the page, so that they are not commands; Esc and Enter reach it too.</summary>
    bool IsTyping => false;

    /// <summary>The status bar's text while text is typed; null: the keys.</summary>
    string? Hint => null;

    /// <summary>The metrics that the page needs besides those that are always known.</summary>
    IEnumerable<MetricWish> Wishes(Snapshot snapshot, Choices choices) => [];

    /// <summary>True when a key is for the page even if it means something else everywhere.</summary>
    bool Takes(string key) => IsTyping;

    /// <summary>
    /// What a key does. The page gets the keys that the <see cref="Keys.KeyTable"/> lists for it and those that it <see cref="Takes"/>; they go
    /// before those that work everywhere.
    /// </summary>
    Turn Press(string key, Snapshot snapshot, Choices choices);

    /// <summary>
    /// What an act of the mouse on a zone of this page does; null: nothing. By default the wheel moves as the arrows up and down do.
    /// </summary>
    Turn? Point(MouseAct act, Zone? zone, Snapshot snapshot, Choices choices) => Wheel(this, act, snapshot, choices);

    /// <summary>Presses an arrow several times for a turn of the wheel; null for other acts.</summary>
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
    /// The page when epochs or another run have arrived, and what the shell should read for it; null: nothing. A list on the screen does not move
    /// under its reader: it waits until <see cref="Sorted"/>.
    /// </summary>
    (IPage Page, Request? Request) Follow(Snapshot before, Snapshot after, Choices choices, bool isShown) => (this, null);

    /// <summary>The page with its lists sorted by all that is known.</summary>
    IPage Sorted() => this;

    /// <summary>Draws into the area only, whatever its size.</summary>
    void Draw(Canvas canvas, Area area, Snapshot snapshot, Choices choices);
}

/// <summary>The effect of a key.</summary>
/// <param name="Page">The page after it.</param>
/// <param name="Choices">The shared choices after it.</param>
/// <param name="Request">What the shell should do outside the state; null: nothing.</param>
/// <param name="Message">For the status bar until the next key; null: none.</param>
/// <param name="GoTo">The page to show next; null: this one.</param>
sealed record Turn(IPage Page, Choices Choices, Request? Request = null, string? Message = null, PageId? GoTo = null);
