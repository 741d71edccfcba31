using System.CommandLine;
using TrainingDynamics.Logs;
using TrainingDynamics.Text.Datasets;

namespace TrainingDynamics.Cli;

/// <summary>The options that say what is trained on, with the original's names as aliases.</summary>
sealed class DataOptionSet
{
    readonly Option<string> _task = new("--task", "--task-name") { DefaultValueFactory = _ => "demo" };
    readonly Option<string?> _dataDir = new("--data-dir");
    readonly Option<string?> _trainIndices = new("--train-indices", "--selected-indices-filename");
    readonly Option<string?> _region = new("--region", "--data-selection-region");
    readonly Option<bool> _withDataSelection = new("--with-data-selection");

    /// <summary>Adds all options to a command.</summary>
    public void AddTo(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        Option[] all = [_task, _dataDir, _trainIndices, _region, _withDataSelection];
        foreach (var option in all)
            command.Options.Add(option);
    }

    /// <summary>Reads the data.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="model">Names the run whose regions <c>--with-data-selection</c> means.</param>
    /// <exception cref="UsageException">The options contradict each other.</exception>
    /// <exception cref="Text.TextInputException">The data cannot be read.</exception>
    public TaskData Load(ParseResult parsed, string model)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        var data = TaskCatalog.Load(parsed.GetRequiredValue(_task), parsed.GetValue(_dataDir));
        var region = parsed.GetValue(_region);
        // The original takes the regions from where its scripts left them.
        var path = parsed.GetValue(_trainIndices)
            ?? (parsed.GetValue(_withDataSelection) ? RunFolder.For("dy_log", data.Task, model).RegionsPath : null);
        if (path is null)
        {
            return region is null
                ? data
                : throw new UsageException($"{_region.Name} is '{region}', but no file of regions is named; pass {_trainIndices.Name} FILE");
        }

        var description = region is null ? path : $"region {region} of {path}";
        return data with { Train = data.Train.Select(GuidList.Read(path, region), description) };
    }
}
