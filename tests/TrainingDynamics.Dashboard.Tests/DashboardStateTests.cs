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
    public void A_key_that_is_not_in_the_table_changes_nothing()
    {
        var state = State();
        var after = state.Press("F9");
        Assert.Equal(state, after);
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
    public void Leaving_the_training_goes_down_the_ladder_and_says_what_is_kept()
    {
        var first = Press(State(DashboardMode.Train), "q");
        Assert.Equal<Request>([new Request.Stop(1)], first.Requests);
        Assert.Equal("stopping after epoch 3, which will be kept; 2 finished epochs are kept; again: at the next batch", first.Message);
        var second = Press(first, "Ctrl+C");
        Assert.Equal(new Request.Stop(2), second.Requests[^1]);
        Assert.Equal("stopping at the next batch; 2 finished epochs are kept, the one in progress is dropped; again: at once", second.Message);
        Assert.Equal(new Request.Stop(3), Press(second, "q").Requests[^1]);
    }

    [Fact]
    public void Leaving_an_ended_training_leaves()
    {
        var ended = State(DashboardMode.Train);
        ended = ended.After(RunReader.With(ended.Snapshot, new RunFinished(60)));
        Assert.Equal("the run has ended; q leaves and prints its summary", ended.Message);
        Assert.Equal<Request>([new Request.Quit()], Press(ended, "q").Requests);
    }

    [Theory]
    [InlineData("p")]
    [InlineData("s")]
    public void A_read_only_viewer_cannot_touch_the_training(string key)
    {
        var state = Press(State(DashboardMode.ReadOnly), key);
        Assert.Equal(("this viewer is read-only", true, true), (state.Message, state.Requests.IsEmpty, state.Popup is null));
    }

    [Fact]
    public void A_viewer_that_may_asks_before_it_stops_the_training()
    {
        var asked = Press(State(), "s");
        Assert.IsType<StopPopup>(asked.Popup);
        Assert.Empty(asked.Requests);
        Assert.Equal<Request>([new Request.Stop(2)], Press(asked, "b").Requests);
        Assert.Empty(Press(asked, "Esc").Requests);
    }

    [Fact]
    public void Pausing_a_paused_run_lets_it_go_on()
    {
        var state = State();
        Assert.Equal<Request>([new Request.Pause(true)], Press(state, "p").Requests);
        Assert.Equal<Request>([new Request.Pause(false)], Press(state.After(RunReader.With(state.Snapshot, new RunPaused())), "p").Requests);
    }

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
