using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Pages;
using TrainingDynamics.Dashboard.Pages.Examples;

namespace TrainingDynamics.Dashboard.Tests;

public sealed class SearchQueryTests
{
    static readonly Snapshot Run = new MadeUpRun().Snapshot();
    static readonly DynamicsData Data = Run.Data!;
    static readonly MapMetrics Metrics = Data.Metrics(5);
    static readonly Snapshot Marked = Run with { Marks = [Data.Guids[3], Data.Guids[4]] };

    static int[] Found(string text, bool isRegex = false, Snapshot? snapshot = null)
    {
        var isFound = SearchQuery.Parse(text, isRegex, snapshot ?? Marked)?.Over(snapshot ?? Marked, Metrics);
        return [.. Enumerable.Range(0, Data.Count).Where(row => isFound is null || isFound(row))];
    }

    static int[] Where(Func<int, bool> holds) => [.. Enumerable.Range(0, Data.Count).Where(holds)];

    static bool Says(int row, string part) => Run.TextOf(Data.Guids[row]).Contains(part, StringComparison.Ordinal);

    [Fact]
    public void Fields_marks_and_text_have_to_hold_together() =>
        Assert.Multiple(
            () => Assert.Equal(Where(row => Data.Golds[row] == 0 && Metrics.Confidence[row] < 0.3), Found("gold:negative conf<0.3")),
            () => Assert.Equal(Where(row => Metrics.Correctness[row] < 2 && Says(row, "dull")), Found("right<2 DULL")),
            () => Assert.Equal(Where(row => Metrics.Correctness[row] == 2), Found("right=2")),
            () => Assert.Equal(Where(row => Metrics.Correctness[row] is not 5), Found("correctness!=5")),
            () => Assert.Equal(Where(row => Metrics.Variability[row] >= 0.2 && Metrics.Confidence[row] <= 0.5), Found("variability>=0.2 confidence<=5e-1")),
            () => Assert.Equal(Where(row => Metrics.Regions[row].HasFlag(Region.Hard)), Found("region:hard")),
            () => Assert.Equal(Where(row => (Data.Golds[row] == 1) == Data.Epochs[4].Correct[row]), Found("pred:positive")),
            () => Assert.Equal([3, 4], Found("marked")),
            () => Assert.Equal([7], Found($"guid:{Data.Guids[7]}")),
            () => Assert.Contains(7, Found($"{Data.Guids[7]}")));

    [Fact]
    public void A_minus_or_the_word_not_turns_a_condition_round() =>
        Assert.Multiple(
            () => Assert.Equal(298, Found("-marked").Length),
            () => Assert.Equal(Found("-marked"), Found("not marked")),
            () => Assert.Equal(Found("-marked"), Found("unmarked")),
            () => Assert.Equal(Where(row => Data.Golds[row] == 1), Found("-gold:negative")),
            () => Assert.Equal(Where(row => !Says(row, "dull film")), Found("-\"dull film\"")));

    [Fact]
    public void Words_beside_each_other_are_one_text_and_quotation_marks_make_text_of_anything() =>
        Assert.Multiple(
            () => Assert.Equal(Where(row => Says(row, "dull film number 9")), Found("dull film number 9")),
            () => Assert.Empty(Found("film dull")),
            () => Assert.Equal(Where(row => Says(row, "dull") && Says(row, "映画")), Found("dull \"映画\"")),
            () => Assert.Empty(Found("\"marked\"")),
            () => Assert.Equal(Found("charming film"), Found("text:\"charming film\"")),
            () => Assert.Empty(Found("not good")),
            () => Assert.Empty(Found("http://film")),
            () => Assert.Empty(Found("film:")));

    [Fact]
    public void Never_learnt_is_no_number_of_forgetting_events()
    {
        Assert.Equal(Where(row => Metrics.Correctness[row] == 0), Found("lost:never"));
        Assert.Equal(Where(row => Metrics.Correctness[row] > 0 && Metrics.Forgetfulness[row] >= 1), Found("lost>=1"));
    }

    [Fact]
    public void A_regular_expression_matches_whatever_the_case_and_fields_go_on_working_beside_it()
    {
        Assert.Equal(Where(row => Says(row, "a dull film") && Run.TextOf(Data.Guids[row])[^1] == '6' && Data.Golds[row] == 0), Found("^A DULL .*6$ gold:negative", isRegex: true));
        Assert.Equal(Where(row => Says(row, "7")), Found("[7]", isRegex: true));
        Assert.Empty(Found("[7]"));
        Assert.Contains("no regular expression", Assert.Throws<SearchException>(() => Found("(", isRegex: true)).Message, StringComparison.Ordinal);
        Assert.Contains("look-around", Assert.Throws<SearchException>(() => Found("(?=a)", isRegex: true)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cnof<0.1", "no field is called cnof")]
    [InlineData("gld:negative", "no field is called gld")]
    [InlineData("gold:negatve", "names no class; expected one of negative, positive")]
    [InlineData("conf<0,1", "expected a number behind <, as conf<0.1")]
    [InlineData("conf<", "expected a number")]
    [InlineData("gold<1", "gold is no number")]
    [InlineData("region:1", "expected easy, ambiguous or hard")]
    [InlineData("guid:", "guid has no value")]
    [InlineData("a \"dull", "column 3: found a quotation mark without its end")]
    public void What_cannot_be_read_is_told_in_the_status_line_and_stays_to_be_corrected(string typed, string expected)
    {
        var state = typed.Aggregate(DashboardState.Begin(Run, PageId.Examples).Press("/"), (now, letter) => now.Press(letter.ToString())).Press("Enter");
        Assert.Contains(expected, state.Message, StringComparison.Ordinal);
        Assert.Equal(typed, ((ExamplesPage)state.Page).Typed);
        Assert.Contains(expected.Split(';')[0], Screen.Draw(state, 80, 24).ToText().ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public void A_metric_of_the_logs_is_asked_for_and_the_list_says_that_it_waits()
    {
        var asked = "aum<0.5".Aggregate(DashboardState.Begin(Run, PageId.Examples).Press("/"), (now, letter) => now.Press(letter.ToString())).Press("Enter");
        Assert.Equal([new MetricWish("aum", 5)], asked.Wishes);
        Assert.Contains("computing aum from the logs", Screen.Draw(asked, 80, 24).ToText(), StringComparison.Ordinal);
        var known = asked.After(Run with { Metrics = [new MetricValues("aum", 5, [.. Enumerable.Range(0, 300).Select(row => row < 2 ? double.NaN : row / 100.0)])] });
        var page = (ExamplesPage)known.Page;
        Assert.Equal(Enumerable.Range(2, 48), page.Rows(known.Snapshot, known.Choices).Order());
        Assert.Contains("1 of 48 · “aum<0.5” · by confidence", Screen.Draw(known, 80, 24).ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_metric_of_the_catalogue_is_a_field() =>
        Assert.All(MetricValues.Names, name => Assert.Equal([name], SearchQuery.Parse($"{name}>0", false, Run)!.Metrics));

    [Fact]
    public void Ctrl_R_says_on_the_screen_that_a_pattern_is_typed()
    {
        var typing = DashboardState.Begin(Run, PageId.Examples).Press("/").Press("Ctrl+R").Press("^");
        var screen = Screen.Draw(typing, 80, 24).ToText();
        Assert.Contains("search, regular expression: ^", screen, StringComparison.Ordinal);
        Assert.Contains("Ctrl+R: regular expression", screen, StringComparison.Ordinal);
        Assert.Contains("/^/", Screen.Draw(typing.Press("Enter"), 80, 24).ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_end_of_a_long_line_is_in_sight_while_it_is_typed()
    {
        var typing = string.Concat(Enumerable.Repeat("映画 and more ", 12)).Aggregate(DashboardState.Begin(Run, PageId.Examples).Press("/"), (now, letter) => now.Press(letter.ToString()));
        Assert.Matches("search: ….* and more 映画 and more ▏ *\n", Screen.Draw(typing, 80, 24).ToText());
    }

    [Fact]
    public void Columns_are_chosen_by_their_letter_and_turned_round_by_it()
    {
        var state = DashboardState.Begin(Run, PageId.Examples).Press("L");
        Assert.Equal((SortColumn.Forgetfulness, false), (((ExamplesPage)state.Page).Query.Sort, ((ExamplesPage)state.Page).Query.Descending));
        Assert.True(((ExamplesPage)state.Press("L").Page).Query.Descending);
        Assert.Equal((SortColumn.Variability, false), (((ExamplesPage)state.Press("L").Press("V").Page).Query.Sort, ((ExamplesPage)state.Press("V").Page).Query.Descending));
    }
}
