// One file for the whole hierarchy: this is the list of all that a mouse can point at.
using TrainingDynamics.Dashboard.Pages.Examples;
using TrainingDynamics.Dashboard.Pages.Runs;

namespace TrainingDynamics.Dashboard.Drawing;

/// <summary>What a part of a frame means to the mouse. The code that draws it says so; nothing computes a second time what lies where.</summary>
abstract record Zone
{
    /// <summary>A click presses a key.</summary>
    /// <param name="Name">As in the key table.</param>
    public sealed record Key(string Name) : Zone;

    /// <summary>A line of the page's list, from 0.</summary>
    public sealed record Row(int Place) : Zone;

    public sealed record ExampleHead(SortColumn Column) : Zone;

    public sealed record RunHead(RunOrder Order) : Zone;

    /// <summary>The cells of a map, which show all of it.</summary>
    public sealed record Plot(Area Cells) : Zone;

    /// <summary>A bar of a histogram, from its title down to its label; chart and bar are counted from 0.</summary>
    public sealed record Bar(int Chart, int Index) : Zone;

    /// <summary>A curve and the cells that show it, from x = Left to x = Right.</summary>
    public sealed record Curve(Area Cells, double Left, double Right) : Zone;

    /// <summary>Nothing, although something lies under it.</summary>
    public sealed record Nothing : Zone;
}
