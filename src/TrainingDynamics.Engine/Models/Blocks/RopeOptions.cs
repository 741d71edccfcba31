namespace TrainingDynamics.Engine.Models;

/// <summary>How fast the angles of rotary positions grow, as a config says it.</summary>
/// <param name="Theta">Base of the frequencies; <c>rope_theta</c>.</param>
sealed record RopeOptions(double Theta)
{
    const double DefaultTheta = 10_000;

    static readonly (string Word, RopeScaling Scaling)[] Scalings =
        [("default", RopeScaling.None), ("linear", RopeScaling.Linear), ("dynamic", RopeScaling.Dynamic), ("llama3", RopeScaling.Llama3)];

    /// <summary>How they are changed for texts longer than those of the first training.</summary>
    public RopeScaling Scaling { get; init; }

    /// <summary>How many times longer.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>Llama 3: wavelengths longer than the first training's texts divided by this are scaled in full.</summary>
    public double LowFrequencyFactor { get; init; } = 1;

    /// <summary>Llama 3: wavelengths shorter than the first training's texts divided by this stay.</summary>
    public double HighFrequencyFactor { get; init; } = 4;

    /// <summary>Length of the first training's texts; without meaning for <see cref="RopeScaling.None"/> and <see cref="RopeScaling.Linear"/>.</summary>
    public int OriginalPositions { get; init; }

    /// <summary>Reads <c>rope_theta</c> and <c>rope_scaling</c>, or <c>rope_parameters</c> as transformers 5 writes them.</summary>
    /// <param name="json">The config.</param>
    /// <param name="positions">P, the original length where none is named.</param>
    /// <exception cref="ModelConfigException">A kind of scaling that is not built.</exception>
    public static RopeOptions Read(ConfigReader json, int positions)
    {
        var parameters = json.Part("rope_parameters");
        var theta = parameters?.Number("rope_theta") ?? json.Number("rope_theta") ?? DefaultTheta;
        return (parameters ?? json.Part("rope_scaling")) is { } scaling ? Scaled(scaling, theta, positions) : new RopeOptions(theta);
    }

    /// <summary>Reads an object with <c>rope_type</c>, or <c>type</c> as older files have it.</summary>
    /// <param name="json">The object.</param>
    /// <param name="theta">As of <see cref="Theta"/>.</param>
    /// <param name="positions">The original length where none is named.</param>
    /// <exception cref="ModelConfigException">A kind of scaling that is not built.</exception>
    public static RopeOptions Scaled(ConfigReader json, double theta, int positions)
    {
        var word = json.Text("rope_type") ?? json.Text("type") ?? Scalings[0].Word;
        if (Scalings.All(known => known.Word != word))
        {
            throw json.Bad($"found rope_type '{word}', expected one of those that are built: {string.Join(", ", Scalings.Select(known => known.Word))}");
        }

        var scaling = Scalings.First(known => known.Word == word).Scaling;
        return scaling switch
        {
            RopeScaling.None => new RopeOptions(theta),
            RopeScaling.Llama3 => new RopeOptions(theta)
            {
                Scaling = scaling,
                Factor = json.RequiredNumber("factor"),
                LowFrequencyFactor = json.RequiredNumber("low_freq_factor"),
                HighFrequencyFactor = json.RequiredNumber("high_freq_factor"),
                OriginalPositions = json.Required("original_max_position_embeddings"),
            },
            _ => new RopeOptions(theta) { Scaling = scaling, Factor = json.RequiredNumber("factor"), OriginalPositions = positions },
        };
    }

    /// <summary>Writes the form that all versions of transformers read.</summary>
    public void Write(ConfigWriter json)
    {
        json.Number("rope_theta", Theta);
        if (Scaling == RopeScaling.None)
        {
            return;
        }

        json.Part("rope_scaling", part =>
        {
            part.Text("rope_type", Scalings.First(known => known.Scaling == Scaling).Word);
            part.Number("factor", Factor);
            if (Scaling == RopeScaling.Llama3)
            {
                part.Number("low_freq_factor", LowFrequencyFactor);
                part.Number("high_freq_factor", HighFrequencyFactor);
                part.Whole("original_max_position_embeddings", OriginalPositions);
            }
        });
    }

    /// <summary>What no model can have, as messages.</summary>
    public IEnumerable<string> Problems(int headSize)
    {
        if (headSize % 2 != 0)
        {
            yield return $"found heads of {headSize} numbers, expected an even number, for positions turn them in pairs";
        }

        if (Scaling == RopeScaling.Dynamic && headSize == 2)
        {
            yield return "found rope_type 'dynamic' with heads of 2 numbers, expected at least 4";
        }

        if ((float)Theta is not > 0 || float.IsInfinity((float)Theta))
        {
            yield return FormattableString.Invariant($"found rope_theta {Theta}, expected a number above 0");
        }

        if (Factor is not >= 1 || double.IsInfinity(Factor))
        {
            yield return FormattableString.Invariant($"found rope_scaling factor {Factor}, expected at least 1");
        }

        if (Scaling == RopeScaling.Llama3 && (LowFrequencyFactor is not > 0 || !(HighFrequencyFactor > LowFrequencyFactor) || OriginalPositions < 1))
        {
            yield return FormattableString.Invariant(
                $"found low_freq_factor {LowFrequencyFactor}, high_freq_factor {HighFrequencyFactor} and original_max_position_embeddings {OriginalPositions}, expected numbers above 0, the second above the first");
        }
    }
}

/// <summary>How the frequencies of rotary positions are changed for longer texts; the names are <c>rope_type</c>'s.</summary>
enum RopeScaling
{
    /// <summary>Not.</summary>
    None,

    /// <summary>All divided by the factor.</summary>
    Linear,

    /// <summary>The base grows with a text's length, once that is beyond the original one.</summary>
    Dynamic,

    /// <summary>The slow ones divided by the factor, the fast ones not, those between in part.</summary>
    Llama3,
}
