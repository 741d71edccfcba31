using System.Globalization;

namespace TrainingDynamics.Benchmarks;

/// <summary>Figures that are printed as they come.</summary>
sealed class FigureList
{
    readonly List<BenchmarkFigure> _figures = [];
    readonly double _load = Processor.LoadNow();

    /// <inheritdoc cref="BenchmarkFigure(string, double, string, double?, bool, string?)"/>
    public void Add(string what, double value, string unit, double? target = null, bool higherIsBetter = true, string? note = null) =>
        Add(new BenchmarkFigure(what, value, unit, target, higherIsBetter && target is not null, note));

    public void Add(BenchmarkFigure figure)
    {
        _figures.Add(figure);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{figure.What,-52} {figure.Value,12:G4} {figure.Unit,-8}{(figure.Note is null ? "" : $"  {figure.Note}")}"));
    }

    /// <summary>All of them, measured with so many threads on this machine.</summary>
    public BenchmarkResults Results(string title, int threads, params (string What, string Version)[] versions) =>
        BenchmarkResults.Here(title, threads, versions.Select(version => KeyValuePair.Create(version.What, version.Version)), _load, _figures);
}
