namespace TrainingDynamics.Dashboard.Data;

/// <summary>
/// A curve that grows for days in bounded memory: at most 512 points; when there are so many, neighbours are averaged, and each new point then
/// stands for twice as many readings. Immutable.
/// </summary>
sealed record Series
{
    const int Capacity = 512;

    int _stride = 1;
    int _pending;
    double _sumX;
    double _sumY;

    public static Series Empty { get; } = new();

    /// <summary>Whole points, oldest first.</summary>
    public ImmutableArray<CurvePoint> Points { get; private init; } = [];

    /// <summary>The curve with one more reading, unless that is not finite.</summary>
    public Series With(double x, double y)
    {
        if (!double.IsFinite(y))
        {
            return this;
        }

        var next = this with { _pending = _pending + 1, _sumX = _sumX + x, _sumY = _sumY + y };
        return next._pending < _stride ? next : next.WithWholePoint();
    }

    Series WithWholePoint()
    {
        var points = Points.Add(new CurvePoint(_sumX / _pending, _sumY / _pending));
        var stride = _stride;
        if (points.Length == Capacity)
        {
            points = [.. points.Chunk(2).Select(pair => new CurvePoint((pair[0].X + pair[1].X) / 2, (pair[0].Y + pair[1].Y) / 2))];
            stride *= 2;
        }

        return new Series { Points = points, _stride = stride };
    }
}
