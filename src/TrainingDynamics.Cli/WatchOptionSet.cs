using TrainingDynamics.Dashboard;
using TrainingDynamics.Dashboard.Drawing;

namespace TrainingDynamics.Cli;

/// <summary>How the dashboard looks: options of <c>td watch</c> and <c>td train --dashboard</c>.</summary>
sealed class WatchOptionSet
{
    readonly Option<bool> _ascii = new("--ascii");
    readonly Option<bool> _light = new("--light");
    readonly Option<bool> _noColor = new("--no-color");
    readonly Option<string?> _colors = new("--colors");
    readonly Option<bool> _noMouse = new("--no-mouse");
    readonly Option<double> _fps = new("--fps") { DefaultValueFactory = _ => 2 };
    readonly Option<string?> _page = new("--page");

    public IReadOnlyList<Option> All => [_ascii, _light, _noColor, _colors, _noMouse, _fps, _page];

    public DashboardOptions Read(ParseResult parsed, IReadOnlyList<string> paths)
    {
        var (fps, page) = (parsed.GetValue(_fps), parsed.GetValue(_page));
        if (fps is not (> 0 and <= 30))
        {
            throw new UsageException(Invariant($"--fps is {fps}, expected a number above 0 and at most 30"));
        }

        if (page is not null && !DashboardOptions.PageNames.Contains(page))
        {
            throw new UsageException($"--page is {page}, expected one of {string.Join(", ", DashboardOptions.PageNames)}");
        }

        return new DashboardOptions
        {
            Paths = paths,
            Page = page,
            Ascii = parsed.GetValue(_ascii) || Environment.GetEnvironmentVariable("TERM") == "dumb",
            Light = parsed.GetValue(_light) || IsLight(Environment.GetEnvironmentVariable("COLORFGBG")),
            // https://no-color.org: present and not empty.
            NoColor = parsed.GetValue(_noColor) || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            Colors = Colors(parsed.GetValue(_colors)),
            Mouse = !parsed.GetValue(_noMouse),
            FramesPerSecond = fps,
            Sources = RunSource.ForDashboard,
        };
    }

    static ColorDepth Colors(string? asked) => asked switch
    {
        null => DashboardOptions.ColorsOf(Environment.GetEnvironmentVariable("COLORTERM"), Environment.GetEnvironmentVariable("TERM")),
        "16" => ColorDepth.Sixteen,
        "256" => ColorDepth.Indexed,
        "true" => ColorDepth.True,
        _ => throw new UsageException($"--colors is {asked}, expected 16, 256 or true"),
    };

    /// <summary>
    /// True where <c>COLORFGBG</c> names a light background. Some terminals that cannot be asked set it to the numbers of the foreground
    /// and background colours, such as <c>0;15</c>.
    /// </summary>
    public static bool IsLight(string? colors) => colors?.Split(';')[^1] is "7" or "15";
}
