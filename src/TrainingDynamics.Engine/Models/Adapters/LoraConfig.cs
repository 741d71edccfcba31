using System.Text.RegularExpressions;

namespace TrainingDynamics.Engine.Models;

/// <summary>
/// Which linear layers have adapters of which kind, and which modules are trained in full beside them. Source: PEFT's
/// <c>adapter_config.json</c>, whose rules for names are followed.
/// </summary>
public sealed record LoraConfig
{
    static readonly TimeSpan LongestMatch = TimeSpan.FromSeconds(1); // a pattern comes from whoever made the adapter

    /// <summary>r, rows of A and columns of B.</summary>
    public required int Rank { get; init; }

    /// <summary>α, at least 0.</summary>
    public required double Alpha { get; init; }

    /// <summary>Of an adapter's input in training, in [0, 1).</summary>
    public double Dropout { get; init; }

    /// <summary>Whether what adapters add counts α/√r times, and not α/r times.</summary>
    public bool IsRankStabilized { get; init; }

    /// <summary>Modules, by whole names or by their ends after a dot; empty where <see cref="TargetPattern"/> says which.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>A regular expression for whole names; null: <see cref="Targets"/> says which.</summary>
    public string? TargetPattern { get; init; }

    /// <summary>Ends of the names of modules that are trained in full, with all that is in them.</summary>
    public IReadOnlyList<string> ModulesToSave { get; init; } = [];

    /// <summary>What the weights belong to: a folder or a Hub id; null: not said.</summary>
    public string? BaseModel { get; init; }

    /// <summary>What an adapter's product counts.</summary>
    public double Scale => Alpha / (IsRankStabilized ? Math.Sqrt(Rank) : Rank);

    /// <summary>The names of the matrices that belong to a linear layer's weight, <c>MODULE.weight</c>.</summary>
    public static (string A, string B) NamesOf(string weight)
    {
        var module = ModuleOf(weight);
        return ($"{module}.lora_A.weight", $"{module}.lora_B.weight");
    }

    /// <summary>Whether a parameter of this name is an adapter's.</summary>
    public static bool IsAdapter(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.EndsWith(".lora_A.weight", StringComparison.Ordinal) || name.EndsWith(".lora_B.weight", StringComparison.Ordinal);
    }

    /// <summary>The module that a parameter belongs to: its name without the last part.</summary>
    public static string ModuleOf(string parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return parameter[..Math.Max(0, parameter.LastIndexOf('.'))];
    }

    /// <summary>Whether the linear layer of this name has an adapter.</summary>
    /// <exception cref="LoraConfigException"><see cref="TargetPattern"/> is no expression, or takes too long.</exception>
    public bool IsTarget(string module)
    {
        ArgumentNullException.ThrowIfNull(module);
        if (TargetPattern is null)
        {
            return Targets.Any(target => module == target || module.EndsWith($".{target}", StringComparison.Ordinal));
        }

        try
        {
            return Regex.IsMatch(module, $"^(?:{TargetPattern})$", RegexOptions.CultureInvariant, LongestMatch);
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            throw new LoraConfigException($"target_modules: '{TargetPattern}' cannot be used as a regular expression: {e.Message}");
        }
    }

    /// <summary>Whether a parameter is trained in full: one of the modules that it lies in has the end of a name to save.</summary>
    public bool IsSaved(string parameter)
    {
        for (var module = ModuleOf(parameter); module.Length > 0; module = ModuleOf(module))
        {
            if (ModulesToSave.Any(saved => module.EndsWith(saved, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Adapters are asked for that this model cannot have, or that are not built.</summary>
public sealed class LoraConfigException(string message) : EngineException(message);
