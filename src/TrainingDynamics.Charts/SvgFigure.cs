using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace TrainingDynamics.Charts;

/// <summary>
/// A figure as SVG that looks the same everywhere and refers to nothing outside itself. Three faults of Skia's own SVG are
/// corrected: it repeats the outline of every point (122 MB for 55,000 of them; this takes 3), it asks the viewer for a font
/// that few have, and it goes on numbering clips from the last figure of the process.
/// </summary>
static class SvgFigure
{
    const string Placeholder = "#010203"; // a colour that nothing else in the figure has

    static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    static readonly XNamespace XLink = "http://www.w3.org/1999/xlink";

    internal static void Write(Figure figure, Stream stream)
    {
        List<PlacedGlyph> glyphs = [];
        var document = Skeleton(figure, glyphs);
        var root = document.Root!;
        root.SetAttributeValue("viewBox", $"0 0 {Number(figure.Width)} {Number(figure.Height)}");
        foreach (var text in root.Descendants(Svg + "text").ToList())
        {
            text.ReplaceWith(Outlined(text));
        }

        if (!figure.Scatter.IsDensity)
        {
            var place = root.Descendants(Svg + "rect")
                .Single(rect => (string?)rect.Attribute("fill") == Placeholder);
            place.ReplaceWith(Definitions(glyphs), new XElement(Svg + "g", glyphs.Select(Use)));
        }

        RenumberClips(root);
        var lines = new XmlWriterSettings { Indent = true, IndentChars = "", NewLineChars = "\n" };
        using var writer = XmlWriter.Create(stream, lines);
        document.Save(writer);
    }

    /// <summary>
    /// The figure without its points, which go to <paramref name="glyphs"/>; a rectangle marks their place.
    /// </summary>
    static XDocument Skeleton(Figure figure, List<PlacedGlyph> glyphs)
    {
        using var memory = new MemoryStream();
        figure.Scatter.DrawInstead = (canvas, placed) =>
        {
            glyphs.AddRange(placed);
            using var paint = new SKPaint { Color = SKColor.Parse(Placeholder) };
            // On a point: elsewhere it might be clipped away.
            canvas.DrawRect(glyphs[0].X, glyphs[0].Y, 1, 1, paint);
        };
        using (var canvas = SKSvgCanvas.Create(new SKRect(0, 0, figure.Width, figure.Height), memory))
        {
            figure.Render(canvas);
        }

        figure.Scatter.DrawInstead = null;
        memory.Position = 0;
        return XDocument.Load(memory);
    }

    static void RenumberClips(XElement root)
    {
        List<XAttribute> users = [.. root.Descendants().Attributes("clip-path")];
        var number = 0;
        foreach (var id in root.Descendants(Svg + "clipPath").Attributes("id").ToList())
        {
            var old = $"url(#{id.Value})";
            id.Value = $"clip-{number++}";
            foreach (var user in users.Where(user => user.Value == old))
            {
                user.Value = $"url(#{id.Value})";
            }
        }
    }

    static XElement Definitions(List<PlacedGlyph> glyphs) =>
        new(Svg + "defs", glyphs.DistinctBy(glyph => glyph.Class).OrderBy(glyph => glyph.Class.Tenths).Select(glyph =>
        {
            var outline = glyph.Class.Glyph.ToSvgPathData();
            return new XElement(Svg + "g",
                new XAttribute("id", Id(glyph.Class)),
                new XAttribute("transform", $"scale({Number(glyph.Size)})"),
                new XElement(Svg + "path",
                    new XAttribute("fill", glyph.Class.Color.ToStringRGB()),
                    new XAttribute("fill-opacity", Number(GlyphPaint.FillOpacity)),
                    new XAttribute("d", outline)),
                new XElement(Svg + "path",
                    new XAttribute("fill", "none"),
                    new XAttribute("stroke", "white"),
                    new XAttribute("stroke-width", Number(GlyphPaint.EdgeWidth)),
                    new XAttribute("stroke-opacity", Number(GlyphPaint.EdgeOpacity)),
                    new XAttribute("d", outline)));
        }));

    static XElement Use(PlacedGlyph glyph) => new(Svg + "use",
        new XAttribute(XLink + "href", $"#{Id(glyph.Class)}"),
        new XAttribute("x", Number(glyph.X)),
        new XAttribute("y", Number(glyph.Y)));

    /// <summary>The same letters as one path, which says in aria-label what it reads.</summary>
    static XElement Outlined(XElement text)
    {
        var letters = text.Value.Trim();
        var bold = text.Attribute("font-weight") is not null;
        using var font = new SKFont(bold ? InterFont.Bold : InterFont.Regular, (float)text.Attribute("font-size")!)
        {
            Hinting = SKFontHinting.None,
            LinearMetrics = true,
        };
        using var path = font.GetTextPath(letters, new SKPoint(First("x"), First("y")));
        return new XElement(Svg + "path",
            new XAttribute("role", "img"),
            new XAttribute("aria-label", letters),
            text.Attribute("fill"),
            text.Attribute("transform"),
            new XAttribute("d", path.ToSvgPathData()));

        // Skia lists a coordinate for each letter and ends the list with a comma.
        float First(string axis) =>
            float.Parse(text.Attribute(axis)!.Value.Split(',')[0], CultureInfo.InvariantCulture);
    }

    static string Id(CorrectnessClass one) => $"correct-{one.Label}";

    static string Number(float value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
