using System.CommandLine;
using TrainingDynamics.Data;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Hub;
using TrainingDynamics.Logs;

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
                                   rows of several files follow each other
        --validation-file FILE     measured after each epoch; same columns
        --validation-split X       without it: measure on this share of each class of
                                   the training file; equal texts stay together
        --test-file FILE           scored once, in the end; labels may be missing
        --delimiter C              what separates fields in csv and tsv: a character
                                   or tab; else as the ending says or as it is found
        --quoting none|csv         whether fields stand in quotation marks
        --text-column NAME         else the one that is called as texts are (text,
                                   sentence, review, ...), or the only one left
        --text-pair-column NAME    else sentence1 and sentence2, premise and
                                   hypothesis, ... where both are there (--pair-column)
        --label-column NAME        (label)
        --guid-column NAME         else guid, id, idx, index or uuid, or the row
                                   number; none: the row number
        --classification           labels are classes, --regression scores, whatever
                                   they look like: numbers with a fraction are scores
        --skip-unlabelled          leave rows without a label out (also NaN, None, ...)
        --fail-on-leakage          end with 2 where a validation or test text is one
                                   of the training texts too; else that is a note
        --train-indices FILE       train on these guids only: any list of guids, such
                                   as of td select, td issues, the report, marks, or
                                   one a line (--selected-indices-filename)
        --region NAME              easy, hard or ambiguous of such a JSON
                                   (--data-selection-region)
        --with-data-selection      take the file from dy_log/TASK/MODEL, as the original
        --max-train-samples N      train on the first N examples only, in file order;
        --max-eval-samples N       the same of what is measured after each epoch
        """;

    readonly Option<string?> _task = new("--task", "--task-name");
    readonly Option<string?> _dataDir = new("--data-dir");
    readonly Option<string[]> _trainFile = new("--train-file") { AllowMultipleArgumentsPerToken = true };
    readonly Option<string?> _validationFile = new("--validation-file");
    readonly Option<double?> _validationSplit = new("--validation-split");
    readonly Option<string?> _testFile = new("--test-file");
    readonly FormOptions _form = new();
    readonly Option<string?> _textColumn = new("--text-column");
    readonly Option<string?> _pairColumn = new("--text-pair-column", "--pair-column");
    readonly Option<string?> _labelColumn = new("--label-column");
    readonly Option<string?> _guidColumn = new("--guid-column");
    readonly Option<bool> _classification = new("--classification");
    readonly Option<bool> _regression = new("--regression");
    readonly Option<bool> _skipUnlabelled = new("--skip-unlabelled");
    readonly Option<bool> _failOnLeakage = new("--fail-on-leakage");
    readonly Option<string?> _trainIndices = new("--train-indices", "--selected-indices-filename");
    readonly Option<string?> _region = new("--region", "--data-selection-region");
    readonly Option<int?> _maxTrainSamples = new("--max-train-samples");
    readonly Option<int?> _maxEvalSamples = new("--max-eval-samples");
    readonly Option<bool> _withDataSelection = new("--with-data-selection");

    /// <summary>Adds all options to a command.</summary>
    public void AddTo(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        Option[] all =
        [
            _task, _dataDir, _trainFile, _validationFile, _validationSplit, _testFile, .. _form.All, _textColumn, _pairColumn,
            _labelColumn, _guidColumn, _classification, _regression, _skipUnlabelled, _failOnLeakage, _trainIndices, _region, _withDataSelection,
            _maxTrainSamples, _maxEvalSamples,
        ];
        foreach (var option in all)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads the data, or downloads it, and tells what was taken for what.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">The model names the run whose regions <c>--with-data-selection</c> means; the seed parts files.</param>
    /// <param name="observer">Told how a download goes, and what a user should know of the data.</param>
    /// <param name="stop">Ends a download.</param>
    /// <exception cref="UsageException">The options contradict each other.</exception>
    /// <exception cref="TrainingDynamics.Data.TextInputException">The data cannot be read or downloaded, or leak where they may not.</exception>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public TaskData Load(ParseResult parsed, TrainOptions options, ProgressLines observer, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        ArgumentNullException.ThrowIfNull(options);
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
            observer.Warn($"{leak}, so what is measured there says too much; {_failOnLeakage.Name} refuses that");
        }

        return data;
    }

    TaskData First(ParseResult parsed, TaskData data)
    {
        var (train, dev) = (Count(_maxTrainSamples), Count(_maxEvalSamples));
        return data with
        {
            Train = data.Train.First(train),
            Dev = data.Dev.First(dev),
            MoreDev = [.. data.MoreDev.Select(more => more with { Data = more.Data.First(dev) })],
        };

        int Count(Option<int?> option) => parsed.GetValue(option) is not { } count ? int.MaxValue
            : count >= 1 ? count
            : throw new UsageException(FormattableString.Invariant($"{option.Name} is {count}, expected at least 1"));
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
                : throw new UsageException($"{_region.Name} is '{region}', but no file of regions is named; pass {_trainIndices.Name} FILE");
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

        return OwnFiles.Load(new OwnFilesRequest(trainFiles[0], validation)
        {
            MoreTrainFiles = trainFiles[1..],
            Form = _form.Of(parsed),
            TestFile = test,
            ValidationSplit = split,
            Seed = seed,
            Name = task,
            TextColumn = parsed.GetValue(_textColumn),
            PairColumn = parsed.GetValue(_pairColumn),
            LabelColumn = parsed.GetValue(_labelColumn),
            GuidColumn = parsed.GetValue(_guidColumn),
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

        Option[] ofOwnFiles =
        [
            _validationSplit, .. _form.All, _textColumn, _pairColumn, _labelColumn, _guidColumn, _classification, _regression, _skipUnlabelled,
        ];
        if (ofOwnFiles.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given)
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
