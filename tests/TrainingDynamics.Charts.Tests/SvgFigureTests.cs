using System.Xml.Linq;

namespace TrainingDynamics.Charts.Tests;

public sealed class SvgFigureTests : IDisposable
{
    static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Labels_are_outlines_that_say_what_they_read()
    {
        XDocument document = Draw(new() { Title = "demo <&> Data Map", Epochs = 5 });
        var labels = Labels(document);
        string[] expected =
        [
            "demo <&> Data Map", "easy-to-learn", "ambiguous", "hard-to-learn", "correct.", "variability", "confidence",
            "correctness", "density", "0.0", "0.2", "0.4", "0.6", "0.8", "1.0",
        ];
        Assert.Superset(expected.ToHashSet(), labels.ToHashSet());
        Assert.All(document.Descendants().Where(one => one.Attribute("aria-label") is not null), one =>
            Assert.True(one.Attribute("d")!.Value.Length > 20));
        Assert.Equal(3, labels.Count(label => label == "density"));
    }

    [Fact]
    public void A_map_of_one_epoch_shows_the_loss_and_no_ambiguous_region()
    {
        var one = Labels(Draw(new() { Title = "demo", Epochs = 1 }));
        Assert.Contains("loss", one);
        Assert.DoesNotContain("variability", one);
        Assert.DoesNotContain("ambiguous", one);
        Assert.Contains("hard-to-learn", one);
        var several = Labels(Draw(new() { Title = "demo" }));
        Assert.DoesNotContain("loss", several);
        Assert.Contains("ambiguous", several);
    }

    [Fact]
    public void A_probability_of_zero_is_drawn_at_the_edge_of_a_map_of_one_epoch()
    {
        new DataMapChart([new(0, 0, 0), new(0, 1, 1), new(0, 0.5, 1)], new() { Epochs = 1 }).Save(_folder["zero.svg"]);
        Assert.Contains("20", Labels(XDocument.Load(_folder["zero.svg"])));
    }

    [Fact]
    public void Nothing_is_fetched_from_outside_and_no_font_is_asked_for()
    {
        XDocument document = Draw(new());
        XAttribute[] attributes = [.. document.Descendants().Attributes()];
        string[] references =
        [
            .. attributes.Where(one => one.Name.LocalName is "href" or "src").Select(one => one.Value),
            .. attributes.Where(one => one.Value.StartsWith("url(", StringComparison.Ordinal))
                .Select(one => one.Value[4..^1]),
        ];
        Assert.NotEmpty(references);
        HashSet<string> ids = [.. document.Descendants().Attributes("id").Select(one => $"#{one.Value}")];
        Assert.All(references, one => Assert.Contains(one, ids));
        Assert.Empty(document.Descendants(Svg + "text"));
        Assert.Empty(document.Descendants(Svg + "image"));
        Assert.Empty(document.Descendants(Svg + "style"));
    }

    [Fact]
    public void Every_point_drawn_is_one_use_of_its_class()
    {
        IEnumerable<string> expected = SimulatedRun.Points(300, epochs: 5)
            .Select(point => $"#correct-{CorrectnessClass.Of(point.CorrectnessFraction).Label}");
        IEnumerable<string> drawn = Draw(new()).Descendants(Svg + "use").Select(one => one.Attributes().First().Value);
        Assert.Equal(expected.Order(), drawn.Order());
    }

    [Fact]
    public void Compact_map_has_no_histograms()
    {
        var labels = Labels(Draw(new() { Compact = true }));
        Assert.Contains("ambiguous", labels);
        Assert.DoesNotContain("density", labels);
        Assert.DoesNotContain("correctness", labels);
    }

    [Fact]
    public void Sampled_map_says_how_many_it_shows()
    {
        const string note = "120 of 300 examples drawn";
        XDocument sampled = Draw(new() { MaxPoints = 120 });
        Assert.Equal(120, sampled.Descendants(Svg + "use").Count());
        Assert.Contains(note, Labels(sampled));
        var whole = Labels(Draw(new() { MaxPoints = 300 }));
        Assert.DoesNotContain(whole, label => label.Contains("drawn", StringComparison.Ordinal));
    }

    static string[] Labels(XDocument document) =>
        [.. document.Descendants().Attributes("aria-label").Select(one => one.Value)];

    XDocument Draw(DataMapOptions options)
    {
        new DataMapChart(SimulatedRun.Points(300, epochs: 5), options).Save(_folder["map.svg"]);
        return XDocument.Load(_folder["map.svg"]);
    }
}
