namespace TrainingDynamics.Charts;

/// <summary>
/// Eleven filled outlines of about equal area, indexed by tenths of correctness; neighbours, which have similar colours, differ
/// in shape. ScottPlot's own markers are lines and cannot have a white edge.
/// </summary>
static class CorrectnessGlyphs
{
    internal static SKPath[] All { get; } =
    [
        Polygon(4, 0.63f, 0),
        Hourglass(),
        Polygon(3, 0.72f, 0),
        Polygon(3, 0.72f, 180),
        Plus(0),
        Star(),
        Plus(45),
        Polygon(3, 0.72f, 90),
        Polygon(4, 0.63f, 45),
        Polygon(3, 0.72f, 270),
        Circle(),
    ];

    internal static SKPath Round => All[^1];

    static SKPath Circle()
    {
        var path = new SKPath();
        path.AddCircle(0, 0, 0.5f);
        return path;
    }

    /// <summary>Regular polygon of that radius; turned 0 degrees it has a corner on top.</summary>
    static SKPath Polygon(int corners, float radius, float degrees) =>
        Closed(Enumerable.Range(0, corners).Select(corner => OnCircle(radius, degrees + corner * 360f / corners)));

    static SKPath Star() =>
        Closed(Enumerable.Range(0, 10).Select(corner => OnCircle(corner % 2 == 0 ? 0.7f : 0.33f, corner * 36f)));

    static SKPath Hourglass() => Closed([new(-0.5f, -0.55f), new(0.5f, -0.55f), new(-0.5f, 0.55f), new(0.5f, 0.55f)]);

    static SKPath Plus(float degrees)
    {
        const float reach = 0.57f, half = 0.21f;
        var path = Closed(
        [
            new(-half, -reach), new(half, -reach), new(half, -half), new(reach, -half), new(reach, half),
            new(half, half), new(half, reach), new(-half, reach), new(-half, half), new(-reach, half),
            new(-reach, -half), new(-half, -half),
        ]);
        path.Transform(SKMatrix.CreateRotationDegrees(degrees));
        return path;
    }

    static SKPoint OnCircle(float radius, float degrees)
    {
        (var sin, var cos) = MathF.SinCos(degrees * MathF.PI / 180);
        return new(radius * sin, -radius * cos);
    }

    static SKPath Closed(IEnumerable<SKPoint> corners)
    {
        var path = new SKPath();
        path.AddPoly([.. corners]);
        return path;
    }
}
