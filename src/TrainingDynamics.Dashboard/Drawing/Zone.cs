// One file for the whole hierarchy: this is the list of all that a mouse can point at.
using TrainingDynamics.Dashboard.Pages.Examples;
using TrainingDynamics.Dashboard.Pages.Runs;

namespace TrainingDynamics.Dashboard.Drawing;

/// <summary>
/// What a part of a frame is to the mouse. Whoever draws says it, so that nobody computes a second time what lies where.
/// </summary>
abstract record Zone
{
    /// <summary>A click presses a key.</summary>
    /// <param name="Name">As in the key table.</param>
    public sealed record Key(string Name) : Zone;

    /// <summary>A line of the page's list.</summary>
    /// <param name="Place">From 0.</param>
    public sealed record Row(int Place) : Zone;

    /// <summary>A column's head of the table of examples.</summary>
    public sealed record ExampleHead(SortColumn Column) : Zone;

    /// <summary>A column's head of the list of runs.</summary>
    public sealed record RunHead(RunOrder Order) : Zone;

    /// <summary>The cells of a map.</summary>
    /// <param name="Cells">That show all of what the map shows.</param>
    public sealed record Plot(Area Cells) : Zone;

    /// <summary>A bar of a histogram, from its title down to its label.</summary>
    /// <param name="Chart">Its number on the page, from 0.</param>
    /// <param name="Index">The bar's, from 0.</param>
    public sealed record Bar(int Chart, int Index) : Zone;

    /// <summary>A curve over x.</summary>
    /// <param name="Cells">That show it.</param>
    /// <param name="Left">x at the left edge.</param>
    /// <param name="Right">x at the right edge.</param>
    public sealed record Curve(Area Cells, double Left, double Right) : Zone;

    /// <summary>Nothing, and not what lies under it.</summary>
    public sealed record Nothing : Zone;
}
