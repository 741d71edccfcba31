using TrainingDynamics.Engine.Training;
using TrainingDynamics.Hub;

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
        --train-file FILE ...      your own data: csv, tsv, json, jsonl or parquet;
                                   several files are read one after the other
        --validation-file FILE     evaluated after each epoch; same columns
        --validation-split X       instead: evaluate on this share of each class of the
                                   training file; equal texts stay together
        --test-file FILE           evaluated once at the end; labels may be missing
        --delimiter C              separator of fields in csv and tsv: a character or
                                   tab; default: by the file's ending, or detected
        --quoting none|csv         whether fields may stand in quotation marks
        --text-column NAME         default: a column with a usual name (text, sentence,
                                   review, ...), or the only one left
        --text-pair-column NAME    default: sentence1 and sentence2, premise and
                                   hypothesis, ... where both exist (--pair-column)
        --label-column NAME        (label)
        --guid-column NAME         default: guid, id, idx, index or uuid, or else the
                                   row number; none: the row number
        --classification           read labels as classes; --regression: as numbers to
                                   predict. Default: a regression where a label has a
                                   fraction
        --skip-unlabelled          skip rows without a label (also NaN, None, ...)
        --fail-on-leakage          end with exit code 2 where a validation or test text
                                   is a training text too; default: a note
        --train-indices FILE       train on these guids only: any list of guids, such
                                   as from td select, td issues, the report, marks, or
                                   one per line (--selected-indices-filename)
        --region NAME              easy, hard or ambiguous of such a JSON
                                   (--data-selection-region)
        --with-data-selection      take the file from dy_log/TASK/MODEL, as AllenAI's
                                   code does
        --max-train-samples N      train on the first N examples only, in file order;
        --max-eval-samples N       the same for the validation examples
        """;

    readonly Option<string?> _task = new("--task", "--task-name");
    readonly Option<string?> _dataDir = new("--data-dir");
    readonly Option<string[]> _trainFile = new("--train-file") { AllowMultipleArgumentsPerToken = true };
    readonly Option<string?> _validationFile = new("--validation-file");
    readonly Option<double?> _validationSplit = new("--validation-split");
    readonly Option<string?> _testFile = new("--test-file");
    readonly TableOptions _table = new();
    readonly Option<bool> _classification = new("--classification");
    readonly Option<bool> _regression = new("--regression");
    readonly Option<bool> _skipUnlabelled = new("--skip-unlabelled");
    readonly Option<bool> _failOnLeakage = new("--fail-on-leakage");
    readonly Option<string?> _trainIndices = new("--train-indices", "--selected-indices-filename");
    readonly Option<string?> _region = new("--region", "--data-selection-region");
    readonly Option<int> _maxTrainSamples = new("--max-train-samples") { DefaultValueFactory = _ => int.MaxValue };
    readonly Option<int> _maxEvalSamples = new("--max-eval-samples") { DefaultValueFactory = _ => int.MaxValue };
    readonly Option<bool> _withDataSelection = new("--with-data-selection");

    public IReadOnlyList<Option> All =>
    [
        _task, _dataDir, _trainFile, _validationFile, _validationSplit, _testFile, .. _table.All, _classification, _regression,
        _skipUnlabelled, _failOnLeakage, _trainIndices, _region, _withDataSelection, _maxTrainSamples, _maxEvalSamples,
    ];

    /// <summary>
    /// Reads or downloads the data and says which columns were taken for what. The model in the options names the run whose regions
    /// <c>--with-data-selection</c> means; their seed decides how a file is split.
    /// </summary>
    /// <exception cref="UsageException">The options contradict each other.</exception>
    /// <exception cref="TrainingDynamics.Data.TextInputException">
    /// The data cannot be read or downloaded, or share texts although <c>--fail-on-leakage</c> is given.
    /// </exception>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public TaskData Load(ParseResult parsed, TrainOptions options, ProgressLines observer, CancellationToken stop)
    {
        var data = First(parsed, Selected(parsed, options.Model, Whole(parsed, options.Seed, observer, stop)));
        var notes = new DataNotes(data);
        observer.Say(notes.Columns());
        foreach (var note in notes.Notes())
        {
            observer.Warn(note);
        }

        var leaks = notes.Leaks().ToList();
        if (leaks.Count > 0 && parsed.GetValue(_failOnLeakage))
        {
            throw new TextInputException($"{leaks[0]}; expected none beside {_failOnLeakage.Name}: remove them from one of the two");
        }

        foreach (var leak in leaks)
        {
            observer.Warn($"{leak}, so results on it are too optimistic; {_failOnLeakage.Name} makes this an error");
        }

        return data;
    }

    TaskData First(ParseResult parsed, TaskData data)
    {
        var (train, dev) = (parsed.AtLeast(1, _maxTrainSamples), parsed.AtLeast(1, _maxEvalSamples));
        return data with
        {
            Train = data.Train.First(train),
            Dev = data.Dev.First(dev),
            MoreDev = [.. data.MoreDev.Select(more => more with { Data = more.Data.First(dev) })],
        };
    }

    TaskData Selected(ParseResult parsed, string model, TaskData data)
    {
        var region = parsed.GetValue(_region);
        // The original takes the regions from where its scripts left them.
        var path = parsed.GetValue(_trainIndices)
            ?? (parsed.GetValue(_withDataSelection) ? RunFolder.For("dy_log", data.Task, model).RegionsPath : null);
        if (path is null)
        {
            return region is null
                ? data
                : throw new UsageException($"{_region.Name} {region} needs {_trainIndices.Name} FILE, the file of regions that td select writes");
        }

        var description = region is null ? path : $"region {region} of {path}";
        return data with { Train = data.Train.Select(GuidList.Read(path, region), description) };
    }

    TaskData Whole(ParseResult parsed, int seed, ProgressLines observer, CancellationToken stop)
    {
        var task = parsed.GetValue(_task);
        var (trainFiles, validation, split) = (parsed.GetValue(_trainFile) ?? [], parsed.GetValue(_validationFile), parsed.GetValue(_validationSplit));
        var test = parsed.GetValue(_testFile);
        if (trainFiles.Length == 0)
        {
            RequireNothingOfOwnFiles(parsed);
            var data = TaskCatalog.Load(task ?? "demo", parsed.GetValue(_dataDir), missing => Download(missing, observer, stop));
            return test is null ? data : OwnFiles.WithTest(data, test);
        }

        if ((validation is null) == (split is null))
        {
            throw new UsageException(validation is null
                ? $"{_trainFile.Name} is given, but not {_validationFile.Name}; a run learns from one and is measured on the other, or with "
                    + $"{_validationSplit.Name} 0.1 on a tenth of the first"
                : $"{_validationSplit.Name} is given beside {_validationFile.Name}; leave one of them out");
        }

        if (parsed.GetValue(_dataDir) is not null)
        {
            throw new UsageException($"{_dataDir.Name} is for known tasks; leave it out beside {_trainFile.Name}");
        }

        if (parsed.GetValue(_classification) && parsed.GetValue(_regression))
        {
            throw new UsageException($"{_classification.Name} and {_regression.Name} contradict each other; leave one of them out");
        }

        return OwnFiles.Load(_table.Of(parsed, trainFiles[0], validation) with
        {
            MoreTrainFiles = trainFiles[1..],
            TestFile = test,
            ValidationSplit = split,
            Seed = seed,
            Name = task,
            Labels = parsed.GetValue(_classification) ? LabelKind.Classes : parsed.GetValue(_regression) ? LabelKind.Scores : LabelKind.Guessed,
            SkipUnlabelled = parsed.GetValue(_skipUnlabelled),
        });
    }

    void RequireNothingOfOwnFiles(ParseResult parsed)
    {
        if (parsed.GetValue(_validationFile) is not null)
        {
            throw new UsageException(
                $"{_validationFile.Name} is given, but not {_trainFile.Name}; a run learns from one and is measured on the other");
        }

        if (parsed.FirstGiven([_validationSplit, .. _table.All, _classification, _regression, _skipUnlabelled]) is { } given)
        {
            throw new UsageException(
                $"{given.Name} is for files of your own; pass {_trainFile.Name} and {_validationFile.Name}, or leave it out");
        }
    }

    static string Download(TaskDownload files, ProgressLines observer, CancellationToken stop)
    {
        using var client = new HubClient(HubSettings.FromEnvironment(), new HubClientOptions { Warn = observer.Warn });
        return HubFolder.Fetch(client, files.Dataset, files.Folder, files.IsWanted, $"task '{files.Task}'", observer, stop);
    }
}
