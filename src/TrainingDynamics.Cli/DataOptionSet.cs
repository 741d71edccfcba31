using System.CommandLine;
using TrainingDynamics.Data;
using TrainingDynamics.Hub;
using TrainingDynamics.Logs;
using static System.FormattableString;

namespace TrainingDynamics.Cli;

/// <summary>The options that say what is trained on, with the original's names as aliases.</summary>
sealed class DataOptionSet
{
    /// <summary>The options by groups, for <c>--help-all</c>.</summary>
    public const string Page = """
        Data
        --task NAME (demo)         a GLUE task, snli, or demo, the bundled set
                                   (--task-name)
        --data-dir DIR             where its files are: GLUE's own folders or Hugging
                                   Face's parquet files; else they are downloaded
        --train-file FILE          your own data: csv, tsv, json, jsonl or parquet
        --validation-file FILE     measured after each epoch; same columns
        --text-column NAME         else sentence1 and sentence2, or the first two that
        --pair-column NAME         are neither label nor id, or the only one
        --label-column NAME        (label)
        --guid-column NAME         else guid, id, idx or index, or the row number
        --train-indices FILE       train on these guids only: the JSON of td select, a
                                   JSON array, or a guid a line
                                   (--selected-indices-filename)
        --region NAME              easy, hard or ambiguous of such a JSON
                                   (--data-selection-region)
        --with-data-selection      take the file from dy_log/TASK/MODEL, as the original
        """;

    readonly Option<string?> _task = new("--task", "--task-name");
    readonly Option<string?> _dataDir = new("--data-dir");
    readonly Option<string?> _trainFile = new("--train-file");
    readonly Option<string?> _validationFile = new("--validation-file");
    readonly Option<string?> _textColumn = new("--text-column");
    readonly Option<string?> _pairColumn = new("--pair-column");
    readonly Option<string?> _labelColumn = new("--label-column");
    readonly Option<string?> _guidColumn = new("--guid-column");
    readonly Option<string?> _trainIndices = new("--train-indices", "--selected-indices-filename");
    readonly Option<string?> _region = new("--region", "--data-selection-region");
    readonly Option<bool> _withDataSelection = new("--with-data-selection");

    /// <summary>Adds all options to a command.</summary>
    public void AddTo(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        Option[] all =
        [
            _task, _dataDir, _trainFile, _validationFile, _textColumn, _pairColumn, _labelColumn, _guidColumn, _trainIndices, _region,
            _withDataSelection,
        ];
        foreach (var option in all)
            command.Options.Add(option);
    }

    /// <summary>Reads the data, or downloads it.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="model">Names the run whose regions <c>--with-data-selection</c> means.</param>
    /// <param name="observer">Told how a download goes.</param>
    /// <param name="stop">Ends a download.</param>
    /// <exception cref="UsageException">The options contradict each other.</exception>
    /// <exception cref="TrainingDynamics.Data.TextInputException">The data cannot be read or downloaded.</exception>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public TaskData Load(ParseResult parsed, string model, ProgressLines observer, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        var data = Whole(parsed, observer, stop);
        foreach (var set in data.MoreDev.Select(more => more.Data).Prepend(data.Dev).Prepend(data.Train))
        {
            foreach (var (why, count) in set.RowsLeftOut)
            {
                observer.Warn(Invariant($"{set.SourcePath}: {count:N0} rows {why} are no examples and are left out"));
            }
        }

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

    TaskData Whole(ParseResult parsed, ProgressLines observer, CancellationToken stop)
    {
        var task = parsed.GetValue(_task);
        var files = (Train: parsed.GetValue(_trainFile), Validation: parsed.GetValue(_validationFile));
        if (files is (null, null))
        {
            var column = new[] { _textColumn, _pairColumn, _labelColumn, _guidColumn }.FirstOrDefault(option => parsed.GetValue(option) is not null);
            return column is null
                ? TaskCatalog.Load(task ?? "demo", parsed.GetValue(_dataDir), missing => Download(missing, observer, stop))
                : throw new UsageException($"{column.Name} is for files of your own; pass {_trainFile.Name} and {_validationFile.Name}, or leave it out");
        }

        if (files.Train is null || files.Validation is null)
        {
            var (given, missing) = files.Train is null ? (_validationFile, _trainFile) : (_trainFile, _validationFile);
            throw new UsageException($"{given.Name} is given, but not {missing.Name}; a run learns from one and is measured on the other");
        }

        if (parsed.GetValue(_dataDir) is not null)
        {
            throw new UsageException($"{_dataDir.Name} is for known tasks; leave it out beside {_trainFile.Name}");
        }

        return OwnFiles.Load(new OwnFilesRequest(files.Train, files.Validation)
        {
            Name = task,
            TextColumn = parsed.GetValue(_textColumn),
            PairColumn = parsed.GetValue(_pairColumn),
            LabelColumn = parsed.GetValue(_labelColumn),
            GuidColumn = parsed.GetValue(_guidColumn),
        });
    }

    static string Download(TaskDownload files, ProgressLines observer, CancellationToken stop)
    {
        using var client = new HubClient(HubSettings.FromEnvironment(), new HubClientOptions { Warn = observer.Warn });
        return HubFolder.Fetch(client, files.Dataset, files.Folder, files.IsWanted, $"task '{files.Task}'", observer, stop);
    }
}
