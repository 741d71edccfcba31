using TrainingDynamics.Analytics;
using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Keys;
using TrainingDynamics.Dashboard.Pages;
using TrainingDynamics.Dashboard.Popups;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard.Tests;

public sealed class DashboardStateTests
{
    static readonly DynamicsData ThreeEpochs = DynamicsData
        .Begin([ExampleGuid.FromInteger(1)], [0], 1, new EpochColumns([0.25f], [false]))
        .With(new EpochColumns([0.5f], [true]))
        .With(new EpochColumns([0.75f], [true]));

    static DashboardState State(DashboardMode mode = DashboardMode.Watch) =>
        DashboardState.Begin(RecordedRun.Until(happened => happened is StepTaken { Step: >= 700 }, new Settings(mode)) with { Data = ThreeEpochs });

    static DashboardState Press(DashboardState state, params string[] keys) => keys.Aggregate(state, (now, key) => now.Press(key));

    [Fact]
    public void No_key_stands_twice_for_one_page_and_every_page_has_a_number() =>
        Assert.Multiple(
            () => Assert.Equal(KeyTable.All.Count, KeyTable.All.DistinctBy(binding => (binding.Key, binding.Page)).Count()),
            () => Assert.All(PageSet.Initial, page => Assert.Equal(page.Id, Press(State(), $"{(int)page.Id}").Current)));

    [Fact]
    public void A_key_that_means_nothing_makes_the_footer_blink_and_does_nothing_else()
    {
        var state = State();
        var after = state.Press("F9");
        Assert.Equal(state with { IsBlinking = true }, after);
        var (screen, still) = (Screen.Draw(after, 80, 24), Screen.Draw(state, 80, 24));
        Assert.Equal(still.ToText(), screen.ToText());
        Assert.All(Enumerable.Range(0, 80), x => Assert.Equal(Drawing.Ink.Cursor, screen.InkAt(x, 23)));
        Assert.False(after.Press("2").IsBlinking);
    }

    [Theory]
    [InlineData("j", "CursorDown")]
    [InlineData("k", "CursorUp")]
    [InlineData("h", "CursorLeft")]
    [InlineData("l", "CursorRight")]
    [InlineData("g", "Home")]
    [InlineData("G", "End")]
    [InlineData("Ctrl+D", "PageDown")]
    [InlineData("Ctrl+U", "PageUp")]
    public void Letters_stand_for_arrows_where_a_page_has_no_other_meaning_for_them(string letter, string key)
    {
        foreach (var page in PageSet.Initial.Where(page => KeyTable.IsOf(page.Id, key) && !KeyTable.IsOf(page.Id, letter)))
        {
            var state = Press(DashboardState.Begin(State().Snapshot, page.Id), "End", "CursorLeft", "CursorUp");
            Assert.Equal(state.Press(key).Page, state.Press(letter).Page);
            Assert.False(state.Press(letter).IsBlinking);
        }
    }

    [Fact]
    public void Every_key_of_the_table_can_be_pressed_on_every_page_before_and_after_there_are_data()
    {
        foreach (var snapshot in new[] { new Snapshot(), State().Snapshot })
        {
            foreach (var page in PageSet.Initial)
            {
                foreach (var binding in KeyTable.All)
                {
                    var state = DashboardState.Begin(snapshot, page.Id).Press(binding.Key);
                    Screen.Draw(state, 80, 24);
                }
            }
        }
    }

    [Fact]
    public void Tab_goes_round_the_pages_both_ways()
    {
        Assert.Equal(PageId.Map, Press(State(), "Tab").Current);
        Assert.Equal(PageId.Runs, Press(State(), "Shift+Tab").Current);
        Assert.Equal(PageId.Run, Press(State(), [.. Enumerable.Repeat("Tab", PageSet.Initial.Length)]).Current);
    }

    [Fact]
    public void Scrubbing_stops_at_the_first_epoch_and_follows_the_run_after_the_last()
    {
        Assert.Equal(2, Press(State(), "<").Choices.EpochsShown);
        Assert.Equal(1, Press(State(), "<", "<", "<", "<").Choices.EpochsShown);
        Assert.Null(Press(State(), "<", ">").Choices.EpochsShown);
    }

    [Fact]
    public void Playing_begins_at_the_first_epoch_goes_by_the_clock_and_ends_with_the_newest()
    {
        var state = Press(State(), "2", " ");
        var seen = new List<int?> { state.Choices.EpochsShown };
        for (var i = 0; i < 8; i++)
        {
            state = state.After(state.Snapshot with { Now = state.Snapshot.Now.AddSeconds(0.4) });
            seen.Add(state.Choices.EpochsShown);
        }

        Assert.Equal([1, 1, 2, 2, 3, 3, null, null, null], seen);
        Assert.False(state.Choices.IsPlaying);
    }

    [Fact]
    public void Leaving_a_viewer_only_leaves() =>
        Assert.Equal<Request>([new Request.Quit()], Press(State(), "q").Requests);

    [Fact]
    public void An_interrupt_of_the_training_goes_down_the_ladder_and_says_what_is_kept()
    {
        var first = Press(State(DashboardMode.Train), "Ctrl+C");
        Assert.Equal<Request>([new Request.Stop(1)], first.Requests);
        Assert.Equal("stopping after epoch 3, which will be kept; 2 finished epochs are kept; Ctrl+C: at the next batch", first.Message);
        var second = Press(first, "s", "Ctrl+C");
        Assert.Equal(new Request.Stop(2), second.Requests[^1]);
        Assert.Equal("stopping at the next batch; 2 finished epochs are kept, the one in progress is dropped; Ctrl+C: at once", second.Message);
        Assert.Equal(new Request.Stop(3), Press(second, "Ctrl+C").Requests[^1]);
    }

    [Theory]
    [InlineData("s")]
    [InlineData("q")]
    public void The_training_of_this_process_is_stopped_by_a_word_too(string key)
    {
        var asked = Press(State(DashboardMode.Train), key);
        Assert.Empty(asked.Requests);
        var stopping = Type(asked, "epoch\n");
        Assert.Equal<Request>([new Request.Stop(1)], stopping.Requests);
        Assert.Equal((StopLadder.AfterEpoch, true), (stopping.StopStage, stopping.Message!.Contains("which will be kept", StringComparison.Ordinal)));
    }

    static DashboardState Ended(DashboardState state, RunEvent? how = null) =>
        state.After(RunReader.With(state.Snapshot, (how ?? new RunFinished(60)) with { Time = state.Snapshot.Now }));

    static DashboardState Later(DashboardState state, double seconds) => state.After(state.Snapshot with { Now = state.Snapshot.Now.AddSeconds(seconds) });

    static string Footer(DashboardState state) => Screen.Draw(state, 120, 36).ToText().Split('\n')[35];

    [Fact]
    public void Leaving_an_ended_training_leaves() =>
        Assert.Equal(new Request.Quit(), Press(Ended(State(DashboardMode.Train)), "q").Requests[^1]);

    [Fact]
    public void The_end_of_a_training_rings_counts_down_and_leaves_by_itself()
    {
        var ended = Ended(State(DashboardMode.Train));
        Assert.Equal<Request>([new Request.Announce("td: demo bert-tiny finished, 2 epochs")], ended.Requests);
        Assert.Contains("q leaves, else in 10 s", Footer(ended), StringComparison.Ordinal);
        var later = Later(ended.Served(), 7);
        Assert.Empty(later.Requests);
        Assert.Contains("else in 3 s", Footer(later), StringComparison.Ordinal);
        Assert.Equal<Request>([new Request.Quit()], Later(later, 3).Requests);
    }

    [Fact]
    public void A_key_the_mouse_or_the_option_keeps_the_screen_of_an_ended_training()
    {
        var ended = Ended(State(DashboardMode.Train)).Served();
        Assert.Empty(Later(Press(ended, "2"), 60).Requests);
        Assert.Empty(Later(Press(ended, "F9"), 60).Requests);
        Assert.Empty(Later(ended.Point(new MouseAct(MouseKind.Click, 50, 20), Screen.Draw(ended, 120, 36)), 60).Requests);
        var asked = State(DashboardMode.Train);
        asked = asked with { Snapshot = asked.Snapshot with { Settings = asked.Snapshot.Settings with { Stays = true } } };
        var stays = Ended(asked);
        Assert.Equal("the run has ended; q leaves and prints its summary", stays.Message);
        Assert.Empty(Later(stays.Served(), 60).Requests);
    }

    [Fact]
    public void A_viewer_rings_when_the_run_that_it_watches_fails_and_stays()
    {
        var failed = Ended(State(), new RunFailed("the loss is NaN"));
        Assert.Equal<Request>([new Request.Announce("td: demo bert-tiny failed: the loss is NaN")], failed.Requests);
        Assert.Empty(Later(failed.Served(), 60).Requests);
        var unread = DashboardState.Begin(new Snapshot { Path = State().Snapshot.Path });
        Assert.Empty(unread.After(failed.Snapshot).Requests);
        Assert.Empty(State().After(failed.Snapshot with { Path = "another" }).Requests);
    }

    [Theory]
    [InlineData("p")]
    [InlineData("s")]
    public void A_viewer_without_control_cannot_touch_the_training(string key)
    {
        var state = Press(State(DashboardMode.ReadOnly), key);
        Assert.Equal(("this viewer only looks; td watch --control may pause and stop the training", true, true), (state.Message, state.Requests.IsEmpty, state.Popup is null));
    }

    [Fact]
    public void A_viewer_that_may_stops_the_training_by_a_word_and_Enter()
    {
        var asked = Press(State(), "s");
        Assert.IsType<WordPopup>(asked.Popup);
        Assert.Equal<Request>([new Request.Stop(2)], Type(asked, "stop\n").Requests);
        Assert.Equal<Request>([new Request.Stop(1)], Type(Press(asked, "x", "Backspace"), "epoch\n").Requests);
        Assert.Empty(Type(asked, "stop").Requests);
        var other = Type(asked, "stopp\n");
        Assert.Equal((true, true, "nothing was done: expected epoch or stop, then Enter"), (other.Requests.IsEmpty, other.Popup is null, other.Message));
        Assert.Empty(Press(Type(asked, "stop"), "Esc", "Enter").Requests);
    }

    [Fact]
    public void Pausing_takes_a_word_and_a_paused_run_is_asked_to_go_on()
    {
        var state = State();
        Assert.Equal<Request>([new Request.Pause(true)], Type(state, "ppause\n").Requests);
        Assert.Empty(Type(state, "p\n").Requests);
        Assert.Equal<Request>([new Request.Pause(false)], Type(state.After(RunReader.With(state.Snapshot, new RunPaused())), "pgo\n").Requests);
    }

    [Theory]
    [InlineData("td status dy_log/demo/bert-tiny\n")]
    [InlineData("set -o pipefail\n")]
    [InlineData("see\nexit\n")]
    [InlineData("htop\n")]
    [InlineData("docker ps && docker stop web\nstop\nstop\n")]
    [InlineData("sudo systemctl stop nginx\n")]
    [InlineData("pip install torch\ncp a.py b.py\nquit\nqqq")]
    [InlineData("s stop\ns  epoch\n")]
    public void A_command_typed_into_the_wrong_pane_neither_stops_nor_pauses(string typed)
    {
        foreach (var mode in new[] { DashboardMode.Watch, DashboardMode.Train })
        {
            foreach (var page in PageSet.Initial)
            {
                var state = Type(State(mode) with { Current = page.Id }, typed);
                Assert.DoesNotContain(state.Requests, request => request is Request.Stop or Request.Pause);
            }
        }
    }

    static DashboardState Type(DashboardState state, string typed) =>
        typed.Aggregate(state, (now, letter) => now.Press(letter == '\n' ? "Enter" : letter.ToString()));

    [Fact]
    public void An_export_asks_for_the_format_and_draws_the_epochs_on_the_screen() =>
        Assert.Equal<Request>([new Request.ExportMap(".svg", 2)], Press(State(), "<", "e", "s").Requests);

    [Fact]
    public void Letters_are_text_while_a_page_takes_text()
    {
        var typing = Press(State(), "4", "/", "q", "1");
        Assert.True(typing.Page.IsTyping);
        Assert.Equal((PageId.Examples, true), (typing.Current, typing.Requests.IsEmpty));
    }

    [Fact]
    public void Another_run_begins_with_choices_of_its_own()
    {
        var state = Press(State(), "<");
        Assert.Null(state.After(state.Snapshot with { Path = "other" }).Choices.EpochsShown);
    }
}
