namespace TrainingDynamics.Dashboard.Pages;

/// <summary>
/// The cursor of a list of examples. It follows its example when the list is sorted or filtered anew, and stays on the same line of the screen. The
/// default value is on the first row, whichever example that is.
/// </summary>
/// <param name="At">The example; null: the first row.</param>
/// <param name="Place">The row it was on last, from 0, used where the example is not in the list.</param>
/// <param name="Line">The line of the screen below the list's head, from 0.</param>
readonly record struct ListCursor(ExampleGuid? At = null, int Place = 0, int Line = 0)
{
    /// <summary>
    /// The row that it is on; -1 in an empty list. <paramref name="placeOf"/> gives an example's row, negative where the list lacks it.
    /// </summary>
    public int In(int count, Func<ExampleGuid, int> placeOf) =>
        At is { } guid && placeOf(guid) is >= 0 and var place ? place : Math.Min(Place, count - 1);

    /// <summary>On a row, at the same line of the screen.</summary>
    public ListCursor On(int place, ExampleGuid guid) => this with { At = guid, Place = place };

    /// <summary>
    /// Some rows further down. A step beyond the screen turns to the next or previous page, so that it changes two lines of the screen and not all;
    /// a longer way scrolls the list below the cursor.
    /// </summary>
    /// <param name="step">Number of rows, negative upwards.</param>
    /// <param name="from">The row that it is on.</param>
    /// <param name="count">Rows of the list.</param>
    /// <param name="height">Rows that the screen shows at once.</param>
    /// <param name="guidOf">The example of a row.</param>
    public ListCursor Moved(int step, int from, int count, int height, Func<int, ExampleGuid> guidOf)
    {
        if (count == 0)
        {
            return default;
        }

        var to = Math.Clamp(from + step, 0, count - 1);
        var line = from - First(from, count, height);
        line = Math.Abs(step) != 1 ? line
            : line + to - from < 0 ? height - 1
            : line + to - from >= height ? 0
            : line + to - from;
        return new ListCursor(guidOf(to), to, line);
    }

    /// <summary>On a row that is on the screen, which does not scroll: where somebody has clicked.</summary>
    public ListCursor Clicked(int to, int from, int count, int height, ExampleGuid guid) => new(guid, to, to - First(from, count, height));

    /// <summary>The first row on the screen, for a screen of at least 1 row.</summary>
    public int First(int place, int count, int height) =>
        Math.Clamp(place - Math.Min(Line, height - 1), 0, Math.Max(0, count - height));
}
