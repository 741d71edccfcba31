using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Drawing;
using TrainingDynamics.Dashboard.Pages;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard.Tests;

/// <summary>The pages about examples on whole screens; see <see cref="GoldenScreen"/>.</summary>
public sealed class PageScreensTests
{
    static readonly MadeUpRun Run = new();
    static readonly MadeUpRun OtherRun = new(seed: 2);
    static readonly Snapshot Known = Run.Snapshot();
    static readonly Snapshot Compared = Known with
    {
        Other = OtherRun.Snapshot() with { Path = "/runs/another" },
        Comparison = RunComparison.Of(Known.Data!, OtherRun.Data()),
    };

    public static TheoryData<int, int> Sizes => new() { { 120, 36 }, { 80, 24 }, { 40, 12 } };

    [Theory]
    [InlineData("log/sst2/tiny", "log/sst2/small", "tiny", "small")]
    [InlineData("/runs/seed1/sst2/tiny", "/runs/seed2/sst2/tiny/", "seed1/sst2/tiny", "seed2/sst2/tiny")]
    [InlineData("a/tiny", "tiny", "a/tiny", "tiny")]
    [InlineData("a/tiny", "a/tiny", "a/tiny", "a/tiny")]
    public void Compared_runs_are_named_by_where_their_paths_differ(string a, string b, string nameA, string nameB) =>
        Assert.Equal((nameA, nameB), Pages.Compare.CompareDrawing.Names(a, b));

    static DashboardState On(PageId page, Snapshot snapshot, params string[] keys) =>
        DashboardState.Begin(snapshot, page).WithMarksKept(keys);

    static void Matches(string name, Canvas canvas) => GoldenScreen.Matches($"{name}-{canvas.Width}x{canvas.Height}", canvas.ToText());

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_map(int width, int height) => Matches("map", Screen.Draw(On(PageId.Map, Known, "PageUp", "t"), width, height));

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_map_of_one_epoch(int width, int height) => Matches("map-one-epoch", Screen.Draw(On(PageId.Map, Known, "<", "<", "<", "<", "t"), width, height));

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_map_with_a_box_without_colour(int width, int height) => Matches(
        "map-shapes", Screen.Draw(On(PageId.Map, Known with { Settings = new Settings(Color: false) }, "Home", "b", "End", "PageUp"), width, height));

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_map_in_ASCII(int width, int height) => Matches(
        "map-ascii", Screen.Draw(On(PageId.Map, Known with { Settings = new Settings(Ascii: true, Color: false) }, "<"), width, height));

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_histograms(int width, int height) => Matches(
        "histograms", Screen.Draw(On(PageId.Histograms, Known, "CursorRight", "CursorRight"), width, height));

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_histograms_with_another_metric(int width, int height) => Matches(
        "histograms-other",
        Screen.Draw(On(PageId.Histograms, Known with { Metrics = [new MetricValues("aum", 5, [.. Enumerable.Range(0, 300).Select(i => Math.Sqrt(i) - 3)])] }, "o", "y"), width, height));

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_table_of_examples(int width, int height) => Matches(
        "examples", Screen.Draw(On(PageId.Examples, Known, "m", "CursorDown", "f", "f", "f", "CursorDown"), width, height));

    [Theory]
    [MemberData(nameof(Sizes))]
    public void One_example(int width, int height)
    {
        var open = On(PageId.Examples, Known, "o", "O", "Enter");
        var guid = ((Request.OpenExample)open.Requests.Single()).Guid;
        var row = Array.IndexOf(Run.Guids, guid);
        var trace = new ExampleTrace(guid, [.. Run.Logits.Select(epoch => epoch[row])]);
        Matches("example", Screen.Draw(open.After(Known with { Trace = trace }), width, height));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_comparison(int width, int height) => Matches("compare", Screen.Draw(On(PageId.Compare, Compared), width, height));

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_movers(int width, int height) => Matches("movers", Screen.Draw(On(PageId.Compare, Compared, "f", "CursorDown"), width, height));

    [Fact]
    public void A_mover_and_a_field_of_the_comparison_open_as_a_selection()
    {
        var result = Compared.Comparison!.Result;
        var mover = On(PageId.Compare, Compared, "f", "CursorDown", "Enter");
        Assert.Equal([result.RowsA[result.Movers[1]]], mover.Choices.Selection!.Value.AsEnumerable());
        var field = On(PageId.Compare, Compared, "Enter");
        Assert.Equal(PageId.Examples, field.Current);
        Assert.All(field.Choices.Selection!.Value, row => Assert.InRange(result.DeltaConfidence[Array.IndexOf(result.RowsA, row)], -0.04, 0.04));
    }

    [Fact]
    public void The_movers_wait_for_a_new_epoch_and_the_cursor_stays_on_its_example()
    {
        static Snapshot At(int epochs)
        {
            var a = First(Known.Data!, epochs);
            return Known with { Data = a, Other = OtherRun.Snapshot() with { Path = "/runs/another", Data = Other }, Comparison = RunComparison.Of(a, Other) };
        }

        var four = On(PageId.Compare, At(4), "f", "CursorDown", "CursorDown", "CursorDown");
        var guid = Guid(four);
        var five = four.After(At(5));
        Assert.Equal(guid, Guid(five));
        Assert.Equal(3, ((Pages.Compare.ComparePage)five.Page).Place(((Pages.Compare.ComparePage)five.Page).Shown(five.Snapshot)!.Result));
        Assert.Contains("epoch 5 is in: r sorts again", Screen.Draw(five, 80, 24).ToText(), StringComparison.Ordinal);
        var sorted = five.Press("r");
        Assert.Equal(guid, Guid(sorted));
        Assert.Same(sorted.Snapshot.Comparison, ((Pages.Compare.ComparePage)sorted.Page).Shown(sorted.Snapshot));
        Assert.DoesNotContain("sorts again", Screen.Draw(sorted, 80, 24).ToText(), StringComparison.Ordinal);

        static ExampleGuid Guid(DashboardState state)
        {
            var page = (Pages.Compare.ComparePage)state.Page;
            var result = page.Shown(state.Snapshot)!.Result;
            return result.Guids[result.Movers[page.Place(result)]];
        }
    }

    static readonly DynamicsData Other = OtherRun.Data();
    static readonly DynamicsData Begun = DynamicsData.Begin(Known.Data!.Guids, Known.Data.Golds, Known.Data.Total, Known.Data.Epochs[0]);

    static DynamicsData First(DynamicsData data, int epochs) => data.Epochs.Skip(1).Take(epochs - 1).Aggregate(Begun, (known, epoch) => known.With(epoch));

    [Theory]
    [InlineData(200, 60)]
    [InlineData(80, 24)]
    public void Where_an_example_stands_in_its_file_is_beside_its_guid(int width, int height)
    {
        var placed = Compared with { PlaceOf = guid => $"train.csv:{guid.Integer + 2}" };
        var guid = ((Request.OpenExample)On(PageId.Examples, placed, "Enter").Requests.Single()).Guid;
        string Shown(PageId page, Snapshot snapshot, params string[] keys) => Screen.Draw(On(page, snapshot, keys).On(width, height), width, height).ToText();
        Assert.Matches($"{guid} +{guid.Integer + 2} ", Shown(PageId.Examples, placed));
        Assert.Matches($"{guid} +row {guid.Integer} ", Shown(PageId.Examples, placed with { PlaceOf = one => $"train.parquet row {one}" }));
        Assert.Contains($"{guid} · train.csv:{guid.Integer + 2} · gold", Shown(PageId.Examples, placed, "Enter"), StringComparison.Ordinal);
        if (width < Screen.TwoColumns)
        {
            Assert.Contains("259  train.csv:261  a charming film", Shown(PageId.Compare, placed, "f"), StringComparison.Ordinal);
        }
        else
        {
            Assert.Contains($"─ {guid} · train.csv:{guid.Integer + 2} ─", Shown(PageId.Examples, placed), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_sample_says_so()
    {
        using var folder = new TemporaryFolder();
        Run.Write(folder.Path);
        var screen = Screen.Draw(On(PageId.Map, Known with { Data = new DynamicsLoader(folder.Path, 100).Refresh() }), 120, 36).ToText();
        Assert.Contains("75 of 300 examples, evenly sampled", screen, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_epoch_the_pages_say_what_they_wait_for()
    {
        var reading = new Snapshot { Path = "/runs/old", Run = RunState.Empty, IsReading = true };
        Assert.Contains("Reading the recorded epochs", Screen.Draw(On(PageId.Map, reading), 80, 24).ToText(), StringComparison.Ordinal);
        var waiting = new Snapshot { Path = "/runs/new", Run = RunState.Empty.After(new RecordingProgress(0, 1200, 3200)) };
        foreach (var page in new[] { PageId.Map, PageId.Histograms, PageId.Examples })
        {
            Assert.Contains("Recording 1,200 of 3,200.", Screen.Draw(On(page, waiting, "Enter", "CursorDown", "z", "o"), 80, 24).ToText(), StringComparison.Ordinal);
            Assert.Contains("no dynamics", Screen.Draw(On(page, waiting with { Trouble = "no dynamics" }), 80, 24).ToText(), StringComparison.Ordinal);
        }

        Assert.Contains("second run", Screen.Draw(On(PageId.Compare, waiting), 80, 24).ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_page_draws_at_every_size_hostile_texts_and_few_examples_too()
    {
        string[] texts = ["\u001b]0;owned\u0007\u001b[2J", "\u202Eright to left שלום", string.Concat(Enumerable.Repeat("e\u0301\u0302", 500)), "映画映画映画", "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67", "a\tb\0c", new string('x', 5000)];
        var one = new MadeUpRun(count: 1, epochs: 1).Snapshot();
        foreach (var known in new[] { Known, one })
        {
            var hostile = known with
            {
                TextOf = known.Data!.Guids.Select((guid, i) => (guid, i)).ToDictionary(pair => pair.guid, pair => texts[pair.i % texts.Length]).GetValueOrDefault!,
                LabelNames = [texts[0], texts[3]],
                Comparison = RunComparison.Of(known.Data, known.Data),
                Other = known,
            };
            foreach (var (page, keys) in new (PageId, string[])[]
            {
                (PageId.Map, ["t", "b", "PageUp"]), (PageId.Map, ["z", "z", "z", "d"]), (PageId.Histograms, ["z", "y"]), (PageId.Histograms, ["o"]),
                (PageId.Examples, ["m"]), (PageId.Examples, ["Enter"]), (PageId.Examples, ["/", "x"]), (PageId.Compare, []), (PageId.Compare, ["f"]), (PageId.Compare, ["f", "f"]),
            })
            {
                foreach (var (width, height) in new[] { (200, 60), (120, 36), (100, 10), (99, 60), (80, 24), (60, 10), (59, 30), (40, 10) })
                {
                    var text = Screen.Draw(On(page, hostile, keys), width, height).ToText();
                    Assert.DoesNotContain(text, letter => char.IsControl(letter) && letter != '\n');
                    Assert.All(text.Split('\n'), line => Assert.InRange(Terminal.Gui.Text.StringExtensions.GetColumns(line), 0, width));
                }
            }
        }
    }
}
