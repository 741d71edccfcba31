using TrainingDynamics.Analytics;
using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Pages;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard.Tests;

/// <summary>Whole screens as text, at a virtual clock.</summary>
public sealed class ScreenTests
{
    public static TheoryData<int, int> Sizes => new() { { 200, 60 }, { 120, 36 }, { 80, 24 }, { 40, 12 }, { 30, 8 } };

    static Snapshot Training => RecordedRun.Until(happened => happened is StepTaken { Step: >= 700 });

    static Snapshot Recording => RecordedRun.Until(happened => happened is RecordingProgress { Epoch: 2 });

    static string Text(Snapshot snapshot, int width, int height, PageId page = PageId.Run, params string[] keys) =>
        Screen.Draw(keys.Aggregate(DashboardState.Begin(snapshot, page), (state, key) => state.Press(key)), width, height).ToText();

    static void Matches(string name, Snapshot snapshot, int width, int height, PageId page = PageId.Run, params string[] keys) =>
        GoldenScreen.Matches($"{name}-{width}x{height}", Text(snapshot, width, height, page, keys));

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_run_in_training(int width, int height) => Matches("training", Training, width, height);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_finished_run(int width, int height) => Matches("finished", RecordedRun.Whole(), width, height);

    [Fact]
    public void A_run_that_records_counts_the_pass() => Matches("recording", Recording, 80, 24);

    [Fact]
    public void A_silent_run_says_so_and_what_is_kept() =>
        Matches("silent", Training with { Now = Training.Now.AddSeconds(40) }, 80, 24);

    [Fact]
    public void A_failed_run_says_why() =>
        Matches("failed", RecordedRun.Of([.. Events(Training), new RunFailed("the disk is full") { Time = Training.Now }]), 80, 24);

    [Theory]
    [InlineData(80, 24)]
    [InlineData(120, 36)]
    [InlineData(60, 20)]
    public void A_failure_can_be_read_to_its_end(int width, int height)
    {
        const string Why = "/data/sst2/train.tsv: line 67,001: found 3 columns, expected 2 as in the header, sentence and label; Could not go on; correct the line or remove it, then pass --resume";
        var failed = RecordedRun.Of([.. Events(Training), new RunFailed(Why) { Time = Training.Now }]);
        foreach (var keys in new string[][] { [], ["v", "v", "v"] })
        {
            Assert.Contains("then pass --resume", Unwrapped(Text(failed, width, height, PageId.Run, keys)), StringComparison.Ordinal);
        }

        var said = DashboardState.Begin(Training) with { Message = Why };
        Assert.Contains(Why, Unwrapped(Screen.Draw(said, width, height).ToText()), StringComparison.Ordinal);
        Assert.DoesNotContain(Why, Screen.Draw(said.Press("2"), width, height).ToText(), StringComparison.Ordinal);

        static string Unwrapped(string screen) => string.Join(' ', screen.Split((char[])['\n', ' ', '│'], StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void A_paused_run_says_so() => Matches("paused", RecordedRun.Of([.. Events(Training), new RunPaused { Time = Training.Now }]), 80, 24);

    [Fact]
    public void Nothing_yet() => Matches("waiting", new Snapshot { Path = "dy_log/demo/bert-tiny", Now = RecordedRun.Start }, 80, 24);

    [Fact]
    public void The_help_is_the_key_table() => Matches("help", Training, 120, 36, PageId.Run, "?");

    [Fact]
    public void Asking_for_the_format_of_an_export_lists_three() => Matches("export", WithData(Training), 80, 24, PageId.Run, "e");

    [Fact]
    public void Stopping_another_process_asks_first() => Matches("stop", Training, 80, 24, PageId.Run, "s");

    [Fact]
    public void The_cross_hair_reads_the_curves() => Matches("cross-hair", Training, 120, 36, PageId.Run, "CursorLeft", "CursorLeft", "CursorLeft");

    [Fact]
    public void The_log_alone() => Matches("log", Training, 80, 24, PageId.Run, "v", "v", "v", "CursorUp");

    [Theory]
    [InlineData(120, 36)]
    [InlineData(80, 24)]
    [InlineData(60, 24)]
    [InlineData(40, 12)]
    public void The_classes_alone(int width, int height)
    {
        var scores = new ClassificationScores(
            0.6,
            F1: null,
            0.48888888,
            0.4082,
            [
                new ClassScores("negative", 0.5, 1, 0.66666667, 1), new ClassScores("neither the one nor the other", 0, 0, 0, 1),
                new ClassScores("positive", 1, 0.66666667, 0.8, 3),
            ],
            [[1, 0, 0], [1, 0, 0], [0, 1, 2]]);
        Matches("classes", WithClasses(scores), width, height, PageId.Run, "v", "v", "v", "v");
        var two = new ClassificationScores(0.6, 0.7, 0.65, 0.3, [.. scores.Classes.Where((_, i) => i != 1)], [[1, 0], [0, 1]]);
        Assert.Contains("f1 of ", Text(WithClasses(two), width, height, PageId.Run, "v", "v", "v", "v"), StringComparison.Ordinal);
        Assert.Contains("no epoch's classes are known yet", Text(Training, width, height, PageId.Run, "v", "v", "v", "v"), StringComparison.Ordinal);
    }

    static Snapshot WithClasses(ClassificationScores scores) => RecordedRun.Of(
    [
        .. Events(Training),
        new Evaluated(0, new Dictionary<string, double> { ["accuracy"] = scores.Accuracy })
        {
            Time = Training.Now,
            Classification = new Dictionary<string, ClassificationScores> { ["dev"] = scores },
        },
    ]);

    [Theory]
    [InlineData(40, 12)]
    [InlineData(60, 24)]
    [InlineData(80, 24)]
    [InlineData(200, 60)]
    public void Every_number_of_a_confusion_matrix_can_be_brought_into_sight(int width, int height)
    {
        const int Count = 18;
        var scores = new ClassificationScores(
            0.5, F1: null, 0.5, 0.5,
            [.. Enumerable.Range(0, Count).Select(i => new ClassScores($"the class number {i}", 0.1 + (0.001 * i), 0.2 + (0.001 * i), 0.3 + (0.001 * i), 7000 + i))],
            [.. Enumerable.Range(0, Count).Select(i => Enumerable.Range(0, Count).Select(p => 100 + (Count * i) + p).ToArray())]);
        var state = "vvvv".Aggregate(DashboardState.Begin(WithClasses(scores)).On(width, height), (state, key) => state.Press($"{key}"));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        void Look() => seen.UnionWith(Screen.Draw(state, width, height).ToText().Split([' ', '│', '\n', ',']));
        for (var down = 0; down < Count; down++)
        {
            for (var along = 0; along < Count + 4; along++)
            {
                Look();
                state = state.Press("CursorRight");
            }

            var end = Screen.Draw(state, width, height).ToText();
            Assert.Equal(end, Screen.Draw(state.Press("CursorRight"), width, height).ToText());
            for (var along = 0; along < Count + 4; along++)
            {
                state = state.Press("CursorLeft");
            }

            state = state.Press("CursorDown");
        }

        Assert.All(Enumerable.Range(100, Count * Count), number => Assert.Contains($"{number}", seen));
        Assert.All(Enumerable.Range(0, Count), i => Assert.Contains(FormattableString.Invariant($"{0.3 + (0.001 * i):F4}"), seen));
    }

    [Fact]
    public void Ascii_has_nothing_else()
    {
        var text = Text(RecordedRun.Whole(new Settings(Ascii: true)), 120, 36);
        Assert.All(text, character => Assert.InRange(character, '\n', '~'));
        GoldenScreen.Matches("ascii-120x36", text);
    }

    [Theory]
    [InlineData(120, 36)]
    [InlineData(60, 12)]
    public void Runs_live_ones_first(int width, int height)
    {
        var (training, finished) = (Training.Run, RecordedRun.Whole().Run);
        var snapshot = new Snapshot
        {
            Now = Training.Now,
            Runs =
            [
                new RunEntry("a/sst2/bert-tiny", "sst2/bert-tiny", training),
                new RunEntry("a/demo/bert-tiny", "demo/bert-tiny", finished with { LastSeen = Training.Now.AddHours(-3) }),
                new RunEntry("a/cola/bert-mini", "cola/bert-mini", training with { LastSeen = Training.Now.AddDays(-4) }),
                new RunEntry("a/mrpc/bert-mini", "mrpc/bert-mini", finished with { Phase = RunPhase.Failed, LastSeen = Training.Now.AddHours(-30) }),
                new RunEntry("a/old", "old", RunState.Empty),
            ],
        };
        Matches("runs", snapshot, width, height, PageId.Runs, "CursorDown");
    }

    [Fact]
    public void Every_page_draws_at_every_size_without_leaving_its_canvas()
    {
        foreach (var page in PageSet.Initial)
        {
            foreach (var snapshot in new[] { new Snapshot(), Training, WithData(RecordedRun.Whole()) })
            {
                for (var width = 1; width < 220; width += 7)
                {
                    for (var height = 1; height < 64; height += 5)
                    {
                        Assert.All(Text(snapshot, width, height, page.Id).Split('\n'), line => Assert.True(line.Length <= width));
                    }
                }
            }
        }
    }

    static IEnumerable<RunEvent> Events(Snapshot until) =>
        new EventReader(Path.Combine(GoldenScreen.Folder(), "Recorded", "demo.jsonl")).ReadNew().Where(happened => happened.Time <= until.Run.LastSeen);

    static Snapshot WithData(Snapshot snapshot) => snapshot with
    {
        Data = DynamicsData
            .Begin([ExampleGuid.FromInteger(1), ExampleGuid.FromInteger(2)], [0, 1], 2, new EpochColumns([0.25f, 0.75f], [false, true]))
            .With(new EpochColumns([0.5f, 1f], [true, true])),
    };
}
