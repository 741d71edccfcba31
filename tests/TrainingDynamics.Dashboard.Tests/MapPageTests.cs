using FsCheck.Xunit;
using TrainingDynamics.Analytics;
using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Drawing;
using TrainingDynamics.Dashboard.Pages;
using TrainingDynamics.Dashboard.Pages.Map;

namespace TrainingDynamics.Dashboard.Tests;

public sealed class MapPageTests
{
    static readonly Snapshot Run = new MadeUpRun().Snapshot();

    static DashboardState Press(DashboardState state, params string[] keys) => keys.Aggregate(state, (after, key) => after.Press(key));

    static DashboardState Begin => DashboardState.Begin(Run, PageId.Map);

    static MapPage Map(DashboardState state) => (MapPage)state.Pages.Single(page => page.Id == PageId.Map);

    [Fact]
    public void A_box_selects_the_examples_between_its_corners_and_shows_their_table()
    {
        var state = Press(Begin, "Home", "Home", "Home", "Home", "Home", "PageDown", "PageDown", "PageDown", "b", "End", "End", "PageUp", "Enter");
        var metrics = Run.Data!.Metrics(5);

        // From the lower left corner eleven columns of 0.01 and six rows of 0.04, if the oracle's rounding is the box's.
        var expected = Enumerable.Range(0, metrics.Count)
            .Where(row => (int)(metrics.Variability[row] / 0.5 * 50) <= 10 && (int)(metrics.Confidence[row] / 1.0 * 25) <= 5);
        Assert.NotEmpty(expected);
        Assert.Equal(expected, state.Choices.Selection!.Value);
        Assert.Equal((PageId.Examples, null), (state.Current, Map(state).Corner));
        Assert.Equal("variability 0.00–0.11, confidence 0.00–0.24", state.Choices.SelectionName);
        Assert.Null(Press(state, "2", "Esc").Choices.Selection);
    }

    [Property]
    public void The_fields_of_the_lattice_share_out_all_examples(byte[] bytes)
    {
        var metrics = MapMetrics.Of(
            [new EpochColumns([.. bytes.Select(b => b / 255f)], new bool[bytes.Length]), new EpochColumns([.. bytes.Select(b => b * 3 % 256 / 255f)], new bool[bytes.Length])]);
        var rows = from column in Enumerable.Range(0, MapBox.Across)
                   from row in Enumerable.Range(0, MapBox.Up)
                   from example in MapBox.Between(metrics.Across.Whole, (column, row), (column, row)).Rows(metrics)
                   select example;
        Assert.Equal(Enumerable.Range(0, bytes.Length), rows.Order());
    }

    [Fact]
    public void Zooming_shows_the_box_and_Z_or_Esc_shows_all_again()
    {
        var zoomed = Press(Begin, "b", "CursorRight", "CursorUp", "z");
        var axis = Run.Data!.Metrics(5).Across;
        var view = Map(zoomed).View(axis);
        Assert.Equal((0.25, 0.27, 0.48, 0.56), (Math.Round(view.Left, 9), Math.Round(view.Right, 9), Math.Round(view.Bottom, 9), Math.Round(view.Top, 9)));
        Assert.Equal(axis.Whole, Map(Press(zoomed, "Z")).View(axis));
        Assert.Equal(axis.Whole, Map(Press(zoomed, "Esc")).View(axis));
        var deepest = Press(Begin, [.. Enumerable.Repeat("z", 20)]);
        Assert.InRange(Map(deepest).View(axis).Width, 0.002, 0.5);
        Assert.Contains("as near as it gets", deepest.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_cross_hair_stays_on_the_map_and_an_empty_field_selects_nothing()
    {
        var corner = Press(Begin, [.. Enumerable.Repeat("CursorRight", 99), .. Enumerable.Repeat("PageUp", 9)]);
        Assert.Equal((MapBox.Across - 1, MapBox.Up - 1), Map(corner).Cursor);
        var nothing = Press(corner, "Enter");
        Assert.Equal((PageId.Map, "there is no example in here"), (nothing.Current, nothing.Message));
    }

    [Fact]
    public void The_cross_hair_goes_with_an_example_that_was_picked_and_stays_where_none_was()
    {
        var first = DynamicsData.Begin(Run.Data!.Guids, Run.Data.Golds, Run.Data.Total, Run.Data.Epochs[0]).With(Run.Data.Epochs[1]);
        var (two, three) = (Run with { Data = first }, Run with { Data = first.With(Run.Data.Epochs[2]) });
        static int? Read(DashboardState state)
        {
            var metrics = state.Snapshot.Data!.Metrics(state.Snapshot.Data.Epochs.Length);
            return MapReading.Of(Map(state).Box(metrics.Across), metrics).Example(Map(state).Nth);
        }

        var row = Enumerable.Range(0, 300).MaxBy(i => Math.Abs(first.Metrics(2).Confidence[i] - three.Data!.Metrics(3).Confidence[i]));
        var view = MapBox.Between(new MapPage().View(first.Metrics(2).Across), (0, 0), (0, 0)).View;
        var at = DashboardState.Begin(two, PageId.Map);
        at = at with { Pages = [.. at.Pages.Select(page => page is MapPage map ? map with { Cursor = (view.Column(first.Metrics(2).Variability[row], MapBox.Across), view.RowFromBelow(first.Metrics(2).Confidence[row], MapBox.Up)) } : page)] };
        var picked = at.Press("n");
        while (Read(picked) != row)
        {
            picked = picked.Press("n");
        }

        var followed = picked.After(three);
        Assert.Equal(row, Read(followed));
        Assert.NotEqual(Map(picked).Cursor, Map(followed).Cursor);
        Assert.Equal(Map(at).Cursor, Map(at.After(three)).Cursor);
    }

    [Fact]
    public void A_trail_ends_where_the_map_of_all_epochs_has_the_example()
    {
        var metrics = Run.Data!.Metrics(5);
        var trail = MapTrail.Of(Run.Data, 7, 5);
        Assert.Equal(5, trail.Length);
        Assert.Equal((metrics.Variability[7], metrics.Confidence[7]), trail[^1]);
        Assert.Equal((0, (double)Run.Data.Epochs[0].GoldProbability[7]), trail[0]);
    }

    [Fact]
    public void After_one_epoch_the_map_shows_confidence_against_loss_and_a_box_of_it_selects()
    {
        var run = new MadeUpRun(epochs: 1).Snapshot();
        var metrics = run.Data!.Metrics(1);
        double[] losses = [.. metrics.Confidence.Select(q => -Math.Log(q))];
        Assert.Equal(losses, metrics.Across.Values);
        Assert.Equal((0, 5), (metrics.Across.Whole.Left, metrics.Across.Whole.Right));
        Assert.InRange(losses.Max(), 2, 5);

        // The right half, from the bottom to the top.
        var state = Press(DashboardState.Begin(run, PageId.Map), "PageDown", "PageDown", "PageDown", "b", "End", "End", "End", "End", "End", "PageUp", "PageUp", "PageUp", "PageUp", "PageUp", "Enter");
        Assert.Equal(Enumerable.Range(0, metrics.Count).Where(row => losses[row] >= 2.5), state.Choices.Selection!.Value.AsEnumerable());
        Assert.StartsWith("loss 2.50–5.00, confidence 0.00–1.00", state.Choices.SelectionName, StringComparison.Ordinal);
    }

    [Fact]
    public void Going_back_to_the_first_epoch_changes_the_axis_and_forward_again()
    {
        var first = Press(Begin, "<", "<", "<", "<");
        Assert.Contains(" loss ", Screen.Draw(first, 120, 36).ToText(), StringComparison.Ordinal);
        Assert.DoesNotContain("ambiguous", Screen.Draw(first, 120, 36).ToText(), StringComparison.Ordinal);
        Assert.Contains(" variability ", Screen.Draw(Press(first, ">"), 120, 36).ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_probability_of_zero_lies_at_the_edge()
    {
        var axis = MapMetrics.Of([new EpochColumns([0f, 1f, 0.5f], [false, true, true])]).Across;
        Assert.Equal((20.0, 0.0, 20.0), (axis.Values[0], axis.Values[1], axis.Whole.Right));
    }

    [Fact]
    public void The_example_under_the_cross_hair_is_copied_without_what_a_paste_could_obey()
    {
        var guid = Run.Data!.Guids[7];
        var copy = Request.Copy.Of(Run with { TextOf = _ => "a\r\nb\e[201~c" }, guid);
        Assert.Equal($"{guid}\ta  b [201~c", copy.Text);
        var column = (int)(Run.Data.Metrics(5).Variability[7] / 0.5 * 50);
        var row = (int)(Run.Data.Metrics(5).Confidence[7] * 25);
        var on = Begin with { Pages = Begin.Pages.Replace(Begin.Page, (MapPage)Begin.Page with { Cursor = (column, row) }) };
        Assert.IsType<Request.Copy>(Press(on, "y").Requests.Single());
        Assert.Equal("there is no example in here", Press(Begin, [.. Enumerable.Repeat("End", 9), .. Enumerable.Repeat("PageUp", 9), "y"]).Message);
    }

    [Fact]
    public void The_look_suits_the_terminal_until_a_key_changes_it()
    {
        Assert.Equal(MapLook.Dots, new MapPage().LookFor(new Settings()));
        Assert.Equal(MapLook.Ramp, new MapPage().LookFor(new Settings(Ascii: true)));
        Assert.Equal(MapLook.Shapes, new MapPage().LookFor(new Settings(Color: false)));
        Assert.Equal(MapLook.Ramp, Map(Press(Begin, "d")).LookFor(new Settings()));
    }

    [Fact]
    public void Scrubbing_and_playing_go_through_the_maps_of_the_first_epochs()
    {
        var two = Press(Begin, "<", "<", "<");
        Assert.Equal(2, two.Choices.EpochsShown);
        Assert.Contains("epochs 1–2 of 5", Screen.Draw(two, 100, 30).ToText(), StringComparison.Ordinal);
        var playing = Press(two, " ").After(Run with { Now = Run.Now.AddSeconds(1) });
        Assert.Equal((true, 3), (playing.Choices.IsPlaying, playing.Choices.EpochsShown));
        Assert.Contains("epochs 1–3 of 5 ▶", Screen.Draw(playing, 100, 30).ToText(), StringComparison.Ordinal);
    }
}
