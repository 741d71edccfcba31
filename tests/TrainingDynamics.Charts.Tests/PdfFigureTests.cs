using System.Text;
using System.Text.RegularExpressions;

namespace TrainingDynamics.Charts.Tests;

public sealed class PdfFigureTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_page_with_its_own_font_and_no_pixels()
    {
        var chart = new DataMapChart(SimulatedRun.Points(300, epochs: 5), new() { Title = "demo Data Map" });
        chart.Save(_folder["map.pdf"]);
        var content = Encoding.Latin1.GetString(File.ReadAllBytes(_folder["map.pdf"]));
        Assert.StartsWith("%PDF-", content);
        Assert.Single(Regex.Matches(content, @"/Type\s*/Page\b"));
        Assert.Contains("/MediaBox [0 0 1400 1000]", content);
        Assert.Matches(@"/FontName /\w+\+Inter-Regular", content);
        Assert.Matches(@"/FontName /\w+\+Inter-Bold", content);
        Assert.Contains("/FontFile2", content);
        Assert.DoesNotMatch(@"/Subtype\s*/Image", content);
        Assert.Contains("demo Data Map", content);
    }
}
