namespace TrainingDynamics.Engine.Models;

/// <summary>The parameters of a model with adapters: its own, frozen but for the modules to save, and then the adapters'.</summary>
static class AdaptedParameters
{
    const int MostNamed = 12;

    /// <summary>The names of all linear layers that <c>all-linear</c> means: those that are not trained in full.</summary>
    public static IReadOnlyList<string> AllLinear(IReadOnlyList<ParameterSpec> specs, LoraConfig lora) =>
        [.. specs.Where(spec => IsLinear(spec) && !IsSaved(spec, lora)).SelectMany(spec => spec.Names).Select(LoraConfig.ModuleOf)];

    /// <summary>The specs, in Hugging Face's order, with the adapters behind them.</summary>
    /// <exception cref="LoraConfigException">A name fits no linear layer, or a part of a stack alone is to be trained.</exception>
    public static IReadOnlyList<ParameterSpec> Of(IReadOnlyList<ParameterSpec> specs, LoraConfig lora)
    {
        ParameterSpec[] adapters =
        [
            .. specs.Where(spec => IsLinear(spec) && !IsSaved(spec, lora)).SelectMany(spec => AdaptersOf(spec, lora)),
        ];
        var linear = AllLinear(specs, lora);
        if (adapters.Length == 0)
        {
            throw new LoraConfigException(
                $"target modules: found {lora.TargetPattern ?? string.Join(", ", lora.Targets)}, which is no linear layer of the model; expected "
                + $"some of {Shown(linear)}");
        }

        return [.. specs.Select(spec => spec with { Trained = spec.Trained && IsSaved(spec, lora) }), .. adapters];
    }

    /// <summary>Refuses names that none of a model's modules has.</summary>
    /// <param name="specs">The model's.</param>
    /// <param name="lora">Its targets are looked for.</param>
    /// <param name="modulesToSave">Looked for, too.</param>
    /// <exception cref="LoraConfigException">With the option and the name.</exception>
    public static void RequireNames(IReadOnlyList<ParameterSpec> specs, LoraConfig lora, IReadOnlyList<string> modulesToSave)
    {
        foreach (var target in lora.Targets)
        {
            var alone = lora with { Targets = [target] };
            if (!AllLinear(specs, alone).Any(alone.IsTarget))
            {
                throw new LoraConfigException(
                    $"--lora-target: found '{target}', which is no linear layer outside of the modules to save; expected all-linear, or some of "
                    + Shown(AllLinear(specs, lora)));
            }
        }

        foreach (var saved in modulesToSave)
        {
            if (!specs.SelectMany(spec => spec.Names).Any((lora with { ModulesToSave = [saved] }).IsSaved))
            {
                throw new LoraConfigException(
                    $"--modules-to-save: found '{saved}', which is no module of the model; expected some of "
                    + Shown([.. specs.SelectMany(spec => spec.Names).Select(LoraConfig.ModuleOf)]));
            }
        }
    }

    static bool IsLinear(ParameterSpec spec) =>
        spec.Shape.Count == 2 && !spec.IsTable && spec.Names[0].EndsWith(".weight", StringComparison.Ordinal);

    static bool IsSaved(ParameterSpec spec, LoraConfig lora)
    {
        var saved = spec.Names.Count(lora.IsSaved);
        return saved == 0 || saved == spec.Names.Count
            ? saved > 0
            : throw new LoraConfigException(
                $"--modules-to-save: found some of {string.Join(", ", spec.Names.Select(LoraConfig.ModuleOf))}, expected all or none of them, "
                + "which are computed as one");
    }

    static IEnumerable<ParameterSpec> AdaptersOf(ParameterSpec spec, LoraConfig lora)
    {
        foreach (var weight in spec.Names.Where(weight => lora.IsTarget(LoraConfig.ModuleOf(weight))))
        {
            var (a, b) = LoraConfig.NamesOf(weight);
            var (outputs, inputs) = spec.InputsFirst ? (spec.Shape[1], spec.Shape[0]) : (spec.Shape[0] / spec.Names.Count, spec.Shape[1]);
            yield return new ParameterSpec([a], [lora.Rank, inputs], InitialValue.KaimingUniform, Decayed: true);
            yield return new ParameterSpec([b], [outputs, lora.Rank], InitialValue.Zero, Decayed: true);
        }
    }

    // The ends of names, which is what people type.
    static string Shown(IReadOnlyList<string> modules)
    {
        string[] ends = [.. modules.Select(module => module[(module.LastIndexOf('.') + 1)..]).Distinct(StringComparer.Ordinal)];
        return string.Join(", ", ends.Take(MostNamed)) + (ends.Length > MostNamed ? ", …" : "");
    }
}
