using System.Collections.Immutable;
using FsCheck.Xunit;
using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Pages;
using TrainingDynamics.Dashboard.Pages.Examples;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard.Tests;

public sealed class ExamplesPageTests
{
    static readonly Snapshot Run = new MadeUpRun().Snapshot();

    static DashboardState Press(DashboardState state, params string[] keys) => state.WithMarksKept(keys);

    static DashboardState Begin => DashboardState.Begin(Run, PageId.Examples);

    static ExamplesPage Page(DashboardState state) => (ExamplesPage)state.Pages.Single(page => page.Id == PageId.Examples);

    static int[] Rows(DashboardState state) => Page(state).Rows(state.Snapshot, state.Choices);

    [Property]
    public void Filters_and_orders_give_what_LINQ_gives(byte sort, byte region, byte gold, byte marks, byte search, bool descending, int[] selected, int[] marked)
    {
        var (data, metrics) = (Run.Data!, Run.Data!.Metrics(3));
        var text = (search % 4) switch { 0 => "", 1 => "DULL", 2 => "7", _ => "映画" };
        var query = new TableQuery(
            (Region)(region % 4 is var r && r == 3 ? 4 : r), gold % 3 is var g && g == 2 ? null : g, SearchQuery.Parse(text, isRegex: false, Run),
            (MarkFilter)(marks % 3), (SortColumn)(sort % 6), descending);
        ImmutableArray<int>? selection = selected.Length % 3 == 0 ? null : [.. selected.Select(i => Math.Abs(i % data.Count)).Distinct().Order()];
        var marksOf = marked.Select(i => data.Guids[Math.Abs(i % data.Count)]).ToImmutableHashSet();

        IComparable Key(int row) => query.Sort switch
        {
            SortColumn.Confidence => metrics.Confidence[row],
            SortColumn.Variability => metrics.Variability[row],
            SortColumn.Correctness => metrics.Correctness[row],
            SortColumn.Forgetfulness => metrics.Forgetfulness[row],
            SortColumn.Gold => data.Golds[row],
            _ => data.GuidRanks[row],
        };
        var rows = (selection ?? [.. Enumerable.Range(0, data.Count)])
            .Where(row => query.Region == Region.None || metrics.Regions[row].HasFlag(query.Region))
            .Where(row => query.Gold is null || data.Golds[row] == query.Gold)
            .Where(row => query.Marks == MarkFilter.All || marksOf.Contains(data.Guids[row]) == (query.Marks == MarkFilter.Marked))
            .Where(row => Run.TextOf(data.Guids[row]).ToUpperInvariant().Contains(text.ToUpperInvariant(), StringComparison.Ordinal) || data.Guids[row].ToString() == text);
        var ordered = descending ? rows.OrderByDescending(Key) : rows.OrderBy(Key);
        Assert.Equal(ordered.ThenBy(row => data.Guids[row]), TableRows.Of(Run with { Marks = marksOf }, metrics, selection, query));
    }

    [Fact]
    public void Of_one_epoch_nothing_is_ambiguous_and_no_variability_is_shown_or_searched()
    {
        var one = DashboardState.Begin(new MadeUpRun(epochs: 1).Snapshot(), PageId.Examples);
        Assert.Equal([Region.Easy, Region.Hard, Region.None], new[] { 1, 2, 3 }.Select(times => Page(Press(one, [.. Enumerable.Repeat("f", times)])).Query.Region));
        Assert.Equal([Region.Easy, Region.Ambiguous, Region.Hard, Region.None], new[] { 1, 2, 3, 4 }.Select(times => Page(Press(Begin, [.. Enumerable.Repeat("f", times)])).Query.Region));
        Assert.DoesNotContain("0.000", Screen.Draw(one, 120, 36).ToText(), StringComparison.Ordinal);
        Assert.Matches("variability 0\\.[0-9]*[1-9]", Screen.Draw(Press(Begin, "Enter"), 120, 36).ToText());
        Assert.Matches("loss [0-9]\\.[0-9]*[1-9]", Screen.Draw(Press(one, "Enter"), 120, 36).ToText());
        foreach (var search in new[] { "var<0.1", "region:ambiguous", "variability>=0" })
        {
            var found = Press(one, ["/", .. search.Select(letter => $"{letter}"), "Enter"]);
            Assert.Empty(Rows(found));
            Assert.Contains("one epoch has no variability", Screen.Draw(found, 120, 36).ToText(), StringComparison.Ordinal);
        }

        // A filter that was chosen with more epochs, looked back from.
        var ambiguous = Press(Begin, "f", "f");
        Assert.NotEmpty(Rows(ambiguous));
        Assert.Empty(Rows(Press(ambiguous, "<", "<", "<", "<")));
    }

    [Fact]
    public void Classes_that_look_alike_are_told_apart_wherever_they_are_named_and_found_by_either_spelling()
    {
        var run = Run with { LabelNames = ["spam", "sp\u0430m "] };
        var state = DashboardState.Begin(run, PageId.Examples);
        foreach (var page in new[] { state, Press(state, "Enter") })
        {
            var screen = Screen.Draw(page, 140, 36).ToText();
            Assert.True(screen.Contains("'spam'", StringComparison.Ordinal) || screen.Contains(@"'sp\u0430m", StringComparison.Ordinal), screen);
            Assert.DoesNotContain("\u0430", screen, StringComparison.Ordinal);
        }

        int[] second = [.. Enumerable.Range(0, run.Data!.Count).Where(row => run.Data.Golds[row] == 1)];
        foreach (var value in new[] { "sp\u0430m ", @"'sp\u0430m '" })
        {
            Assert.Equal(second, Rows(Press(state, ["/", .. $"gold:\"{value}\"".Select(letter => $"{letter}"), "Enter"])).Order());
        }

        using var folder = new TemporaryFolder();
        var path = MarksFile.Write(run with { Path = folder.Path, Marks = [run.Data.Guids[second[0]]] }, 5);
        Assert.Contains(",sp\u0430m ,", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(36)]
    [InlineData(12)]
    public void A_page_down_goes_to_the_first_row_that_was_not_to_be_seen(int height)
    {
        var on = Begin.On(80, height);
        bool Shows(DashboardState state, int place) => Screen.Draw(state, 80, height).ToText().Split('\n')
            .Any(line => line.Length > 2 && line[2..].StartsWith($"{Run.Data!.Guids[Rows(on)[place]]} ", StringComparison.Ordinal));
        var shown = Enumerable.Range(0, Rows(on).Length).TakeWhile(place => Shows(on, place)).Count();
        var down = Press(on, "PageDown");
        Assert.Equal(shown, Page(down).Cursor.Place);
        Assert.True(Shows(down, shown));
        Assert.Equal(0, Page(Press(down, "PageUp")).Cursor.Place);
    }

    [Fact]
    public void A_search_is_typed_whatever_the_letters_mean_elsewhere()
    {
        var typing = Press(Begin, "/", "q", "u", "i", "1", " ", "Backspace", "Backspace");
        Assert.Equal("qui", Page(typing).Typed);
        Assert.Empty(typing.Requests);
        var dropped = Press(typing, "Esc");
        Assert.Equal((null, null), (Page(dropped).Typed, Page(dropped).Query.Search));
        var found = Press(Begin, "/", "d", "u", "l", "l", "Enter");
        Assert.Equal("dull", Page(found).Query.Search?.Text);
        Assert.All(Rows(found), row => Assert.Contains("dull", Run.TextOf(Run.Data!.Guids[row]), StringComparison.Ordinal));
        Assert.Equal(100, Rows(found).Length);
        Assert.Equal(300, Rows(Press(found, "Esc")).Length);
    }

    [Fact]
    public void Wide_letters_are_typed_and_taken_back_whole()
    {
        var typing = Press(Begin, "/", "映", "😀", "Backspace");
        Assert.Equal("映", Page(typing).Typed);
        Assert.Equal("", Page(Press(typing, "Backspace", "Backspace")).Typed);
    }

    [Fact]
    public void Enter_asks_for_the_examples_records_and_the_arrows_go_to_its_neighbours()
    {
        var open = Press(Begin, "CursorDown", "CursorDown", "Enter");
        var rows = Rows(open);
        Assert.Equal(new Request.OpenExample(Run.Data!.Guids[rows[2]]), open.Requests.Single());
        Assert.True(Page(open).IsOpen);
        var next = Press(open.Served(), "CursorRight");
        Assert.Equal(new Request.OpenExample(Run.Data.Guids[rows[3]]), next.Requests.Single());
        Assert.False(Page(Press(next, "Esc")).IsOpen);
        Assert.Equal(3, Page(Press(next, "Esc")).Cursor.Place);
    }

    [Fact]
    public void Marks_are_set_taken_away_filtered_by_and_written()
    {
        var marked = Press(Begin, "m", "CursorDown", "m", "CursorDown", "m", "m");
        var rows = Rows(marked);
        Assert.Equal([Run.Data!.Guids[rows[0]], Run.Data.Guids[rows[1]]], marked.Snapshot.Marks.OrderBy(guid => Array.IndexOf(rows, Array.IndexOf(Run.Data.Guids, guid))));
        Assert.Equal(2, Rows(Press(marked, "v")).Length);
        Assert.Equal(298, Rows(Press(marked, "v", "v")).Length);
        Assert.Equal(new Request.ExportMarks(null), Press(marked, "x").Requests.Single());
        Assert.Contains("nothing is marked", Press(Begin, "x").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Esc_drops_the_search_then_the_filters_then_the_selection()
    {
        var state = Begin with { Choices = new Choices { Selection = [1, 2, 3, 4, 5, 6, 7, 8, 9], SelectionName = "box" } };
        var narrow = Press(state, "f", "c", "/", "f", "i", "Enter");
        Assert.NotNull(Page(narrow).Query.Search);
        var noSearch = Press(narrow, "Esc");
        Assert.Equal((null, Region.Easy), (Page(noSearch).Query.Search, Page(noSearch).Query.Region));
        var noFilter = Press(noSearch, "Esc");
        Assert.Equal(9, Rows(noFilter).Length);
        Assert.Equal(300, Rows(Press(noFilter, "Esc")).Length);
    }

    [Fact]
    public void Classes_and_regions_are_gone_through_and_end_at_all()
    {
        Assert.Equal([0, 1, null], Enumerable.Range(1, 3).Select(times => Page(Press(Begin, [.. Enumerable.Repeat("c", times)])).Query.Gold));
        Assert.Equal(
            [Region.Easy, Region.Ambiguous, Region.Hard, Region.None], Enumerable.Range(1, 4).Select(times => Page(Press(Begin, [.. Enumerable.Repeat("f", times)])).Query.Region));
    }

    [Fact]
    public void A_step_of_the_cursor_does_not_run_the_query_again()
    {
        var down = Press(Begin, "CursorDown");
        Assert.Same(Rows(Begin with { Pages = down.Pages }), Rows(Press(down, "CursorDown", "m")));
    }

    static ExampleGuid UnderCursor(DashboardState state)
    {
        var (page, rows) = (Page(state), Rows(state));
        return Run.Data!.Guids[rows[page.Place(state.Snapshot, state.Choices)]];
    }

    // The line of the screen that the cursor is on.
    static int CursorLine(DashboardState state) =>
        Array.FindIndex(Screen.Draw(state, state.Choices.Size.Width, state.Choices.Size.Height).ToText().Split('\n'), line => line.Contains('▶', StringComparison.Ordinal) && !line.Contains("epochs", StringComparison.Ordinal));

    static Snapshot After(int epochs) => Run with { Data = Made(epochs), Now = Run.Now.AddMinutes(epochs) };

    // All from one beginning, as a run gets them.
    static DynamicsData Made(int epochs) => Run.Data!.Epochs.Skip(1).Take(epochs - 1).Aggregate(First, (data, epoch) => data.With(epoch));

    static readonly DynamicsData First = DynamicsData.Begin(Run.Data!.Guids, Run.Data.Golds, Run.Data.Total, Run.Data.Epochs[0]);

    [Fact]
    public void A_new_epoch_moves_no_row_and_the_list_waits_to_be_sorted_again()
    {
        var two = Press(DashboardState.Begin(After(2), PageId.Examples).On(100, 24), [.. Enumerable.Repeat("CursorDown", 7)]);
        var (guid, line, rows) = (UnderCursor(two), CursorLine(two), Rows(two));
        var three = two.After(After(3));
        Assert.Equal(rows, Rows(three));
        Assert.Equal((guid, line), (UnderCursor(three), CursorLine(three)));
        Assert.Contains("epoch 3 is in: r sorts again", Screen.Draw(three, 100, 24).ToText(), StringComparison.Ordinal);
        Assert.Contains("epochs 1–3", Screen.Draw(three, 120, 24).ToText(), StringComparison.Ordinal);
        Assert.Equal(guid, Assert.IsType<Request.Mark>(three.Press("m").Requests.Single()).Guid);

        var sorted = Press(three, "r");
        Assert.Equal(TableRows.Of(After(3), Made(3).Metrics(3), null, new TableQuery()), Rows(sorted));
        Assert.NotEqual(rows, Rows(sorted));
        Assert.Equal((guid, line), (UnderCursor(sorted), CursorLine(sorted)));
        Assert.DoesNotContain("sorts again", Screen.Draw(sorted, 100, 24).ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_has_not_moved_the_cursor_keeps_the_example_under_it_too()
    {
        var two = DashboardState.Begin(After(2), PageId.Examples);
        Assert.Equal(UnderCursor(two), UnderCursor(Press(two.After(After(3)).After(After(4)), "r")));
    }

    [Fact]
    public void The_open_example_stays_the_one_that_is_read_and_its_new_epoch_is_asked_for()
    {
        var open = Press(DashboardState.Begin(After(2), PageId.Examples), "CursorDown", "CursorDown", "Enter").Served();
        var guid = UnderCursor(open);
        var three = open.After(After(3));
        Assert.Equal(new Request.OpenExample(guid), three.Requests.Single());
        Assert.Contains($" {guid} · gold", Screen.Draw(three, 100, 30).ToText(), StringComparison.Ordinal);
        Assert.Contains($" {guid} · gold", Screen.Draw(three.After(After(3) with { Marks = [guid] }), 100, 30).ToText().Replace("● ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(guid, UnderCursor(Press(three, "Esc", "r")));
    }

    [Fact]
    public void An_example_that_its_mark_takes_out_of_the_list_stays_open_and_its_neighbours_beside_it()
    {
        var open = Press(Begin, "v", "v", "CursorDown", "CursorDown", "CursorDown", "Enter");
        var (guid, rows) = (UnderCursor(open), Rows(open));
        var marked = Press(open, "m");
        Assert.Equal(299, Rows(marked).Length);
        Assert.Contains($"● {guid} · gold", Screen.Draw(marked, 100, 30).ToText(), StringComparison.Ordinal);
        Assert.Equal(Run.Data!.Guids[rows[4]], UnderCursor(Press(marked, "CursorRight")));
        Assert.Equal(Run.Data.Guids[rows[2]], UnderCursor(Press(marked, "CursorLeft")));
        Assert.Equal([guid], Press(marked, "m").Snapshot.Marks.Count == 0 ? [guid] : Array.Empty<ExampleGuid>());
    }

    [Fact]
    public void The_cursor_follows_its_example_through_order_filter_and_epochs()
    {
        var on = Press(Begin.On(80, 24), [.. Enumerable.Repeat("CursorDown", 30)]);
        var (guid, line) = (UnderCursor(on), CursorLine(on));
        foreach (var keys in new string[][] { ["o"], ["O"], ["o", "o", "o"], ["<"], ["<", "<", ">"], ["f", "f", "f"] })
        {
            Assert.Equal(guid, UnderCursor(Press(on, keys)));
        }

        Assert.Equal(line, CursorLine(Press(on, "O")));
        Assert.NotEqual(guid, UnderCursor(Press(on, "f")));
        Assert.Equal(guid, UnderCursor(Press(on, "f", "f", "f", "f")));
    }

    [Fact]
    public void An_epoch_that_moves_no_row_and_one_that_nobody_sees_leave_nothing_waiting()
    {
        var twice = DynamicsData.Begin(Run.Data!.Guids, Run.Data.Golds, Run.Data.Total, Run.Data.Epochs[0]).With(Run.Data.Epochs[0]);
        var same = DashboardState.Begin(Run with { Data = twice }, PageId.Examples);
        Assert.Null(Page(same.After(Run with { Data = twice.With(Run.Data.Epochs[0]) })).SortedBy);
        var elsewhere = Press(DashboardState.Begin(After(2), PageId.Examples), "2").After(After(3));
        Assert.Null(Page(elsewhere).SortedBy);
        var opening = DashboardState.Begin(After(1) with { IsReading = true }, PageId.Examples).After(After(5));
        Assert.Null(Page(opening).SortedBy);
    }

    [Fact]
    public void A_run_that_begins_anew_in_the_folder_drops_the_selection_of_the_old_one()
    {
        var state = Begin with { Choices = new Choices { Selection = [299], SelectionName = "box" } };
        var anew = state.After(new MadeUpRun(count: 5, epochs: 1).Snapshot());
        Assert.Null(anew.Choices.Selection);
        Assert.Equal(5, Rows(anew).Length);
    }
}
