using TrainingDynamics.Engine.Weights;

namespace TrainingDynamics.Engine.Training;

/// <summary>Decides which adapters a run trains: fresh ones as the options say, or those that the model came with.</summary>
static class AdapterChoice
{
    /// <summary>What <c>--lora-r</c> is without the option.</summary>
    public const int DefaultRank = 8;

    /// <summary>What <c>--lora-alpha</c> is without the option.</summary>
    public const double DefaultAlpha = 16;

    // PEFT's, of all that classify sequences.
    static readonly string[] Heads = ["classifier", "score"];

    /// <summary>The adapters; null where none are asked for.</summary>
    /// <exception cref="LoraConfigException">The model lacks what the options name, or its adapters are others than they say.</exception>
    /// <exception cref="WeightsFormatException">The checkpoint cannot be read.</exception>
    public static LoraConfig? Of(TrainOptions options, ModelSource source)
    {
        if (!options.Lora)
        {
            return null;
        }

        var specs = source.Config.Family.Parameters(source.Config);
        if (source.Adapter is { Config: var own })
        {
            var asked = Asked(options, own, specs);
            RequireSame("--lora-r", options.LoraR, own.Rank);
            RequireSame("--lora-alpha", options.LoraAlpha, own.Alpha);
            RequireSame("--lora-dropout", options.LoraDropout, own.Dropout);
            RequireSame("--lora-target", options.LoraTarget, string.Join(", ", own.Targets), Adapted(specs, asked).SequenceEqual(Adapted(specs, own)));
            RequireSame("--modules-to-save", options.ModulesToSave, string.Join(", ", own.ModulesToSave), Saved(specs, asked).SequenceEqual(Saved(specs, own)));
            return own;
        }

        var fresh = new LoraConfig
        {
            Rank = options.LoraR ?? DefaultRank,
            Alpha = options.LoraAlpha ?? DefaultAlpha,
            Dropout = options.LoraDropout ?? 0,
            Targets = source.Config.Family.LoraTargets,
            // What the checkpoint lacks starts from random weights: frozen, it would stay random, and no file would have it.
            ModulesToSave = [.. Heads.Union(Checkpoint.Lacking(source.Config, source.WeightsPath!).Select(LoraConfig.ModuleOf))],
            BaseModel = Directory.Exists(options.Model) ? Path.GetFullPath(options.Model) : options.Model,
        };
        var chosen = Asked(options, fresh, specs);
        AdaptedParameters.RequireNames(specs, chosen, Split(options.ModulesToSave));
        return chosen with { ModulesToSave = [.. chosen.ModulesToSave.Where(saved => Saved(specs, chosen with { ModulesToSave = [saved] }).Any())] };
    }

    // The targets in place of those that are there, the modules to save beside them.
    static LoraConfig Asked(TrainOptions options, LoraConfig lora, IReadOnlyList<ParameterSpec> specs)
    {
        var all = lora with { ModulesToSave = [.. lora.ModulesToSave.Union(Split(options.ModulesToSave))] };
        return options.LoraTarget is not { } targets ? all
            : all with { TargetPattern = null, Targets = targets == TrainOptions.AllLinear ? AdaptedParameters.AllLinear(specs, all) : Split(targets) };
    }

    static IEnumerable<string> Adapted(IReadOnlyList<ParameterSpec> specs, LoraConfig lora) => AdaptedParameters.AllLinear(specs, lora).Where(lora.IsTarget);

    static IEnumerable<string> Saved(IReadOnlyList<ParameterSpec> specs, LoraConfig lora) => specs.SelectMany(spec => spec.Names).Where(lora.IsSaved);

    static string[] Split(string? names) => names?.Split(',') ?? [];

    static void RequireSame<T>(string option, T? asked, T own)
        where T : struct, IEquatable<T> =>
        RequireSame(option, asked, FormattableString.Invariant($"{own}"), asked is null || asked.Value.Equals(own));

    static void RequireSame(string option, object? asked, string own, bool isSame)
    {
        if (!isSame)
        {
            throw new LoraConfigException(
                FormattableString.Invariant($"{option}: found {asked}, but the adapter that is trained on has {own}; leave the option out, or begin with the whole model"));
        }
    }
}
