using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Drawing;
using TrainingDynamics.Dashboard.Pages;
using TrainingDynamics.Dashboard.Pages.Compare;
using TrainingDynamics.Dashboard.Pages.Examples;
using TrainingDynamics.Dashboard.Pages.Histograms;
using TrainingDynamics.Dashboard.Pages.Map;
using TrainingDynamics.Dashboard.Pages.Runs;
using TrainingDynamics.Dashboard.Popups;

namespace TrainingDynamics.Dashboard.Tests;

/// <summary>The mouse without a terminal: acts on the frame that is on the screen.</summary>
public sealed class MouseTests
{
    const int Width = 120;
    const int Height = 36;

    static readonly Snapshot Run = new MadeUpRun().Snapshot();

    static DashboardState On(PageId page, Snapshot? snapshot = null) => DashboardState.Begin(snapshot ?? Run, page).On(Width, Height);

    static T Page<T>(DashboardState state) => state.Pages.OfType<T>().Single();

    static DashboardState Act(DashboardState state, MouseKind kind, int x, int y) => state.Point(new MouseAct(kind, x, y), Screen.Draw(state, Width, Height));

    static DashboardState Click(DashboardState state, int x, int y) =>
        Act(Act(Act(state, MouseKind.Press, x, y), MouseKind.Release, x, y), MouseKind.Click, x, y);

    static DashboardState DoubleClick(DashboardState state, int x, int y) =>
        Act(Act(Act(Click(state, x, y), MouseKind.Press, x, y), MouseKind.Release, x, y), MouseKind.DoubleClick, x, y);

    static DashboardState Drag(DashboardState state, (int X, int Y) from, (int X, int Y) to) =>
        Act(Act(Act(state, MouseKind.Press, from.X, from.Y), MouseKind.Drag, to.X, to.Y), MouseKind.Release, to.X, to.Y);

    // Where a text stands on the screen.
    static (int X, int Y) Find(DashboardState state, string text)
    {
        var lines = Screen.Draw(state, Width, Height).ToText().Split('\n');
        var y = Array.FindIndex(lines, line => line.Contains(text, StringComparison.Ordinal));
        Assert.True(y >= 0, $"'{text}' is not on the screen");
        return (lines[y].IndexOf(text, StringComparison.Ordinal), y);
    }

    static DashboardState ClickOn(DashboardState state, string text) => Find(state, text) is var (x, y) ? Click(state, x, y) : state;

    static int PlaceOf(DashboardState state) => Page<ExamplesPage>(state).Place(state.Snapshot, state.Choices);

    [Fact]
    public void A_click_on_a_tab_shows_its_page_and_on_a_key_of_the_footer_presses_it()
    {
        Assert.Equal(PageId.Histograms, ClickOn(On(PageId.Map), "3 Histograms").Current);
        Assert.IsType<ExportPopup>(ClickOn(On(PageId.Map), "e export").Popup);
        Assert.Equal<Request>([new Request.Quit()], ClickOn(On(PageId.Map), "q quit").Requests);
        Assert.True(Page<MapPage>(ClickOn(On(PageId.Map), "t trail")).ShowsTrail);
    }

    [Fact]
    public void A_press_alone_does_nothing_to_keys_and_a_click_on_a_message_only_takes_it_away()
    {
        var (x, y) = Find(On(PageId.Map), "q quit");
        Assert.Empty(Act(On(PageId.Map), MouseKind.Press, x, y).Requests);
        var told = On(PageId.Map) with { Message = new string('m', Width) };
        var after = Click(told, x, y);
        Assert.Equal((null, true), (after.Message, after.Requests.IsEmpty));
    }

    [Fact]
    public void A_click_selects_a_row_and_a_double_click_opens_it()
    {
        var state = On(PageId.Examples);
        var rows = Page<ExamplesPage>(state).Rows(Run, state.Choices);
        var (_, head) = Find(state, "guid");
        var clicked = Click(state, 30, head + 6);
        Assert.Equal((5, false), (PlaceOf(clicked), Page<ExamplesPage>(clicked).IsOpen));
        var open = DoubleClick(state, 30, head + 8);
        Assert.True(Page<ExamplesPage>(open).IsOpen);
        Assert.Equal(new Request.OpenExample(Run.Data!.Guids[rows[7]]), open.Requests.Single());
        Assert.False(Page<ExamplesPage>(Click(state, 30, Height - 1)).IsOpen);

        // The list stays where it is under the pointer.
        var scrolled = state.Press("PageDown").Press("CursorDown");
        string Rows(DashboardState of) => string.Join('\n', Screen.Draw(of, Width, Height).ToText().Split('\n')[(head + 1)..^2].Select(line => line[3..70]));
        Assert.Equal(Rows(scrolled), Rows(Click(scrolled, 30, head + 20)));
        Assert.Equal(PlaceOf(scrolled) + 18, PlaceOf(Click(scrolled, 30, head + 20)));
    }

    [Fact]
    public void A_click_on_a_column_head_sorts_by_it_and_another_turns_the_order_round()
    {
        var byGold = ClickOn(On(PageId.Examples), "gold");
        Assert.Equal((SortColumn.Gold, false), (Page<ExamplesPage>(byGold).Query.Sort, Page<ExamplesPage>(byGold).Query.Descending));
        Assert.True(Page<ExamplesPage>(ClickOn(byGold, "gold↑")).Query.Descending);
        Assert.False(Page<ExamplesPage>(ClickOn(ClickOn(byGold, "gold↑"), "var")).Query.Descending);
    }

    [Fact]
    public void The_wheel_goes_through_the_table_and_an_open_text()
    {
        var state = On(PageId.Examples);
        var down = Act(Act(state, MouseKind.WheelDown, 30, 10), MouseKind.WheelDown, 30, 10);
        Assert.Equal(6, PlaceOf(down));
        Assert.Equal(3, PlaceOf(Act(down, MouseKind.WheelUp, 30, 10)));
        Assert.Equal(3, Page<ExamplesPage>(Act(state.Press("Enter"), MouseKind.WheelDown, 30, 10)).Scrolled);
    }

    [Fact]
    public void Dragging_draws_a_box_on_the_map_whose_examples_are_selected()
    {
        var cells = Cells(On(PageId.Map));
        var box = Drag(On(PageId.Map), (cells.X, cells.Y), (cells.X + (cells.Width / 2), cells.Bottom - 1));
        Assert.Equal((0, MapBox.Up - 1), Page<MapPage>(box).Corner);
        Assert.Contains("box", box.Message, StringComparison.Ordinal);
        var metrics = Run.Data!.Metrics(5);
        var bounds = Page<MapPage>(box).Box(metrics.Across).Bounds;
        Assert.Equal((0.0, 0.0, 1.0), (bounds.Left, bounds.Bottom, bounds.Top));
        Assert.InRange(bounds.Right, 0.24, 0.28);
        Assert.Equal(
            Enumerable.Range(0, metrics.Count).Where(row => metrics.Variability[row] < bounds.Right),
            box.Press("Enter").Choices.Selection!.Value.AsEnumerable());
    }

    [Fact]
    public void A_drag_that_leaves_the_map_stops_at_its_edge_and_a_click_drops_the_box()
    {
        var cells = Cells(On(PageId.Map));
        var box = Drag(On(PageId.Map), (cells.X + 10, cells.Y + 5), (Width - 1, 0));
        Assert.Equal((MapBox.Across - 1, MapBox.Up - 1), Page<MapPage>(box).Cursor);
        Assert.Null(Page<MapPage>(Click(box, cells.X, cells.Y)).Corner);
        Assert.Null(Page<MapPage>(Act(Click(box, cells.X, cells.Y), MouseKind.Drag, cells.X + 9, cells.Y)).Corner);
    }

    [Fact]
    public void The_field_under_a_cell_is_one_that_the_cell_shows()
    {
        foreach (var width in new[] { 20, 49, 50, 51, 73, 100, 190 })
        {
            var cells = new Area(6, 2, width, (width / 3) + 1);
            for (var x = cells.X; x < cells.Right; x++)
            {
                for (var y = cells.Y; y < cells.Bottom; y++)
                {
                    var field = MapBox.FieldAt(cells, x, y);
                    Assert.True(MapBox.Between(new Plane(0, 1, 0, 1), field, field).CellsOn(cells).Holds(x, y), $"{field} at {x}, {y} of {width}");
                }
            }
        }
    }

    [Fact]
    public void A_double_click_on_the_map_selects_a_field_and_the_wheel_zooms_around_the_pointer()
    {
        var state = On(PageId.Map);
        var metrics = Run.Data!.Metrics(5);
        var cells = Cells(state);
        var (x, y) = (cells.X + metrics.Across.Whole.Column(metrics.Variability[0], cells.Width), cells.Bottom - 1 - metrics.Across.Whole.RowFromBelow(metrics.Confidence[0], cells.Height));
        var selected = DoubleClick(state, x, y);
        Assert.Equal(PageId.Examples, selected.Current);
        Assert.NotEmpty(selected.Choices.Selection!.Value);
        var zoomed = Act(state, MouseKind.WheelUp, x, y);
        Assert.InRange(metrics.Variability[0], Page<MapPage>(zoomed).View(metrics.Across).Left, Page<MapPage>(zoomed).View(metrics.Across).Right);
        Assert.NotEqual(metrics.Across.Whole, Page<MapPage>(zoomed).View(metrics.Across));
        Assert.Equal(metrics.Across.Whole, Page<MapPage>(Act(zoomed, MouseKind.WheelDown, x, y)).View(metrics.Across));
    }

    [Fact]
    public void A_click_on_a_bar_reads_it_and_a_double_click_selects_its_examples()
    {
        var (x, y) = Find(On(PageId.Histograms), "correctness");
        var clicked = Click(On(PageId.Histograms), x + 8, y + 3);
        Assert.Equal(2, Page<HistogramsPage>(clicked).Focus);
        var state = On(PageId.Histograms);
        var right = Enumerable.Range(0, 58).Select(i => Page<HistogramsPage>(Click(state, i, y + 3)).Bar).Max();
        Assert.Equal(5, right);
        var last = Enumerable.Range(0, 58).First(i => Page<HistogramsPage>(Click(state, i, y + 3)).Bar == 5);
        var always = Run.Data!.Metrics(5).Correctness.Count(times => times == 5);
        Assert.Equal(always, DoubleClick(state, last, y + 3).Choices.Selection!.Value.Length);
    }

    [Fact]
    public void In_a_comparison_a_double_click_opens_a_mover()
    {
        var other = new MadeUpRun(seed: 2);
        var state = On(PageId.Compare, Run with { Other = other.Snapshot() with { Path = "/runs/b" }, Comparison = RunComparison.Of(Run.Data!, other.Data()) });
        var (x, y) = Find(state, "greatest changes");
        var clicked = Click(state, x, y + 3);
        var result = state.Snapshot.Comparison!.Result;
        Assert.Equal((CompareView.Movers, 2), (Page<ComparePage>(clicked).View, Page<ComparePage>(clicked).Place(result)));
        Assert.Equal(5, Page<ComparePage>(Act(clicked, MouseKind.WheelDown, x, y + 3)).Place(result));
        Assert.Equal(PageId.Examples, DoubleClick(state, x, y + 3).Current);
        var plot = Cells(state);
        Assert.Equal((0, MapBox.Up - 1), Page<ComparePage>(Click(clicked, plot.X, plot.Y)).Cursor);
        Assert.Equal(CompareView.Map, Page<ComparePage>(Click(clicked, plot.X, plot.Y)).View);
    }

    [Fact]
    public void A_click_on_a_curve_puts_the_cross_hair_there_and_the_wheel_goes_back_in_the_log()
    {
        var state = On(PageId.Run, RecordedRun.Whole());
        var (x, y) = Find(state, "loss");
        var clicked = Click(state, x + 30, y + 4);
        var points = state.Snapshot.Curves.Loss.Points;
        Assert.InRange(Page<RunPage>(clicked).CrossHair!.Value, points[1].X, points[^2].X);
        Assert.StartsWith("step ", clicked.Message, StringComparison.Ordinal);
        Assert.Equal(3, Page<RunPage>(Act(state, MouseKind.WheelUp, x, y)).LogBack);
    }

    [Fact]
    public void A_click_on_a_run_chooses_it_a_double_click_shows_it_and_one_on_a_head_sorts()
    {
        var ended = RecordedRun.Whole().Run;
        var state = On(PageId.Runs, new Snapshot { Runs = [new("/r/b", "b", ended), new("/r/a", "a", ended), new("/r/c", "c", RunState.Empty)] });
        Assert.Equal("/r/a", Page<RunsPage>(Click(state, 5, 4)).Path);
        Assert.Equal<Request>([new Request.OpenRun("/r/c")], DoubleClick(state, 5, 5).Requests);
        var byName = ClickOn(state, "run    ");
        Assert.Equal(["a", "b", "c"], Page<RunsPage>(byName).Listed(state.Snapshot).Select(run => run.Name));
        Assert.Equal(["c", "b", "a"], Page<RunsPage>(ClickOn(byName, "run    ")).Listed(state.Snapshot).Select(run => run.Name));
    }

    [Fact]
    public void Over_a_popup_only_its_own_lines_and_the_outside_can_be_clicked()
    {
        var asked = On(PageId.Map).Press("e");
        Assert.Equal<Request>([new Request.ExportMap(".svg", null)], ClickOn(asked, "s  SVG").Requests);
        Assert.Null(ClickOn(asked, "Esc  not now").Popup);
        Assert.Same(asked.Popup, ClickOn(asked, "export the data map").Popup);
        var outside = ClickOn(asked, "3 Histograms");
        Assert.Equal((PageId.Map, true), (outside.Current, outside.Popup is null));
        Assert.Equal(1, ((HelpPopup)Act(On(PageId.Map).Press("?"), MouseKind.WheelDown, 60, 10).Popup!).Top);
    }

    [Fact]
    public void While_a_search_is_typed_a_tab_drops_it_and_shows_its_page()
    {
        var typing = On(PageId.Examples).Press("/").Press("x");
        var after = ClickOn(typing, "3 Histograms");
        Assert.Equal((PageId.Histograms, (string?)null), (after.Current, Page<ExamplesPage>(after).Typed));
    }

    [Fact]
    public void Every_act_at_every_place_of_every_page_is_taken()
    {
        var known = RecordedRun.Whole() with { Data = Run.Data, TextOf = Run.TextOf, Runs = [new("/r/a", "a", RunState.Empty)] };
        foreach (var page in PageSet.Initial)
        {
            foreach (var snapshot in new[] { new Snapshot(), known })
            {
                foreach (var (width, height) in new[] { (120, 36), (60, 12), (40, 10), (30, 5) })
                {
                    var state = DashboardState.Begin(snapshot, page.Id).On(width, height);
                    var frame = Screen.Draw(state, width, height);
                    foreach (var kind in Enum.GetValues<MouseKind>())
                    {
                        for (var y = -1; y <= height; y += 3)
                        {
                            for (var x = -1; x <= width; x += 7)
                            {
                                Assert.NotNull(state.Point(new MouseAct(kind, x, y), frame));
                            }
                        }
                    }
                }
            }
        }
    }

    // Of the map that is on the screen.
    static Area Cells(DashboardState state)
    {
        var frame = Screen.Draw(state, Width, Height);
        return Enumerable.Range(0, Height).SelectMany(y => Enumerable.Range(0, Width).Select(x => frame.ZoneAt(x, y))).OfType<Zone.Plot>().First().Cells;
    }
}
