namespace TrainingDynamics.Engine.Models;

/// <summary>
/// Where each parameter lies in the order of all of them: first those that are trained and decayed, then those that are only
/// trained, last those that are frozen, so that each group is one contiguous range.
/// </summary>
public sealed class ParameterLayout
{
    readonly long[] _offsets;

    /// <param name="specs">In the order in which the model declares them.</param>
    public ParameterLayout(IReadOnlyList<ParameterSpec> specs)
    {
        ArgumentNullException.ThrowIfNull(specs);
        Specs = specs;
        _offsets = new long[specs.Count];
        DecayedLength = Place(0, spec => spec.Trained && spec.Decayed);
        TrainedLength = Place(DecayedLength, spec => spec.Trained && !spec.Decayed);
        Length = Place(TrainedLength, spec => !spec.Trained);

        var slices = new Dictionary<string, ParameterSlice>(StringComparer.Ordinal);
        for (var i = 0; i < specs.Count; i++)
        {
            var spec = specs[i];
            long[] shape = [spec.Shape[0] / spec.Names.Count, .. spec.Shape.Skip(1)];
            var elements = spec.Elements / spec.Names.Count;
            for (var part = 0; part < spec.Names.Count; part++)
            {
                slices.Add(spec.Names[part], new ParameterSlice(_offsets[i] + part * elements, elements, shape) { InputsFirst = spec.InputsFirst });
            }
        }

        Slices = slices;
    }

    /// <summary>The parameters as declared.</summary>
    public IReadOnlyList<ParameterSpec> Specs { get; }

    /// <summary>Hugging Face's name → place in the buffer, in the order of declaration.</summary>
    public IReadOnlyDictionary<string, ParameterSlice> Slices { get; }

    /// <summary>Elements of the decayed range, which starts at 0.</summary>
    public long DecayedLength { get; }

    /// <summary>Elements of the trained range, M, which starts at 0: gradients and moments have as many.</summary>
    public long TrainedLength { get; }

    /// <summary>Elements of all, N.</summary>
    public long Length { get; }

    /// <summary>First element of the <paramref name="spec"/>-th parameter.</summary>
    public long OffsetOf(int spec) => _offsets[spec];

    /// <summary>
    /// The part of a buffer of this layout that a checkpoint calls <paramref name="name"/>, in its shape and outside the
    /// graph: writing to it changes the buffer. The caller disposes of the view.
    /// </summary>
    /// <param name="buffer">[M] for a parameter that is trained, [N − M] for one that is not.</param>
    /// <param name="name">One of <see cref="Slices"/>.</param>
    /// <param name="start">Place of the buffer's first element: 0, or M.</param>
    public Tensor View(Tensor buffer, string name, long start = 0)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        var slice = Slices[name];
        using var noGradient = no_grad();
        using var range = buffer.narrow(0, slice.Offset - start, slice.Elements);
        return range.view([.. slice.Shape]);
    }

    /// <summary>Whether the parameter that a checkpoint calls <paramref name="name"/> is trained.</summary>
    public bool IsTrained(string name) => Slices[name].Offset < TrainedLength;

    long Place(long offset, Func<ParameterSpec, bool> isOfGroup)
    {
        for (var i = 0; i < Specs.Count; i++)
        {
            if (!isOfGroup(Specs[i]))
            {
                continue;
            }

            _offsets[i] = offset;
            offset += Specs[i].Elements;
        }

        return offset;
    }
}

/// <summary>A checkpoint's tensor inside the buffer of all parameters.</summary>
/// <param name="Offset">First element.</param>
/// <param name="Elements">Number of elements.</param>
/// <param name="Shape">Dimensions, outermost first.</param>
public sealed record ParameterSlice(long Offset, long Elements, IReadOnlyList<long> Shape)
{
    /// <inheritdoc cref="ParameterSpec.InputsFirst"/>
    public bool InputsFirst { get; init; }
}
