using TrainingDynamics.Dashboard;
using TrainingDynamics.Engine.Parallel;
using TrainingDynamics.Engine.Training;

namespace TrainingDynamics.Cli;

/// <summary><c>td train</c>: trains, records and, when asked, draws the data map.</summary>
sealed class TrainVerb : IVerb
{
    readonly DataOptionSet _data = new();
    readonly TrainOptionSet _options = new();
    readonly Option<string?> _logName = new("--log-name");
    readonly Option<bool> _map = new("--map");
    readonly Option<bool> _dashboard = new("--dashboard");
    readonly Option<bool> _stay = new("--stay");
    readonly Option<string?> _onEnd = new("--on-end");
    readonly WatchOptionSet _look = new();

    public string Page => """
        td train: fine-tune a classifier and record every example's logits each epoch

          td train --task sst2 --data-dir glue --model bert-tiny --from-scratch --map

        --task NAME (demo)         a GLUE task, snli, or demo, the bundled set;
        --data-dir DIR             where its files are, else they are downloaded; or
        --train-file FILE          your own: csv, tsv, json, jsonl or parquet, beside
                                   --validation-file FILE or --validation-split 0.1
        --model NAME (bert-tiny)   a folder in Hugging Face's layout, a Hub id, or with
        --from-scratch             one of the sizes that --help-all names, such as
                                   bert-tiny, bert-base or modernbert-tiny
        --max-length N (128)       tokens kept of an example
        --epochs N (3)             --batch-size N (32), --eval-batch-size N (64)
        --learning-rate X (5e-5)   peak rate, 5e-4 with --from-scratch;
                                   --warmup-ratio X (0.1), --lr-scheduler-type (linear)
        --weight-decay X (0.01)    --max-grad-norm X (1; 0 clips nothing)
        --record WHEN (after-epoch) in one more pass; or during-training, or off
        --precision bf16           passes in bfloat16; --lora: train adapters alone
        --seed N (42)              --threads N (all cores), --device auto|cpu|cuda:N
        --output-dir DIR (dy_log)  the run lies in DIR/TASK/MODEL; --resume continues a
                                   run that lies there, --overwrite replaces it
        --train-indices FILE       train on a selection; --region NAME: on one region
        --map, --dashboard         write metrics and data map at the end; show the run
        --help-all                 list every option, with its other names
        """;

    public string FullPage => $"""
        td train: every option, defaults in parentheses

        {DataOptionSet.Page}

        {TrainOptionPage.Text}

        The dashboard, as td watch shows it: q asks to stop, ? lists the keys
        --dashboard                show it while training; without a terminal: lines
        --stay                     keep it after the training; else it closes after ten
                                   seconds unless a key is pressed
        --page NAME, --ascii, --light, --colors N, --no-color, --no-mouse, --fps N as
                                   in td watch

        Afterwards
        --on-end COMMAND           run this with sh, however the run ends: TD_RUN is the
                                   run folder, TD_OUTCOME finished, failed or
                                   interrupted, TD_EXIT_CODE the exit code of td,
                                   TD_MESSAGE why it failed
        --log-name NAME            append each epoch's results to log/TASK/NAME.txt
        --map                      write the metrics and draw the data map at the end
        """;

    public IReadOnlyList<Symbol> Symbols => [.. _data.All, .. _options.All, _logName, _map, _dashboard, _stay, _onEnd, .. _look.All];

    public ExitCode Execute(ParseResult parsed)
    {
        var options = _options.Read(parsed);
        return JoinedProcesses.Run("td train", _options.Collective(parsed), options.Device, processes => Execute(parsed, options, processes));
    }

    // Process 0 speaks for all.
    ExitCode Execute(ParseResult parsed, TrainOptions options, ICollective processes)
    {
        var end = new EndCommand(processes.Rank == 0 ? parsed.GetValue(_onEnd) : null);
        return end.After(() => Train(parsed, options, processes, end));
    }

    ExitCode Train(ParseResult parsed, TrainOptions options, ICollective processes, EndCommand end)
    {
        options.Validate();
        var look = _look.Read(parsed, []);
        var asked = parsed.GetValue(_dashboard) && processes.Rank == 0;
        var hasScreen = asked && TerminalDashboard.HasTerminal && VerbOutput.IsShown;
        if (asked && !hasScreen)
        {
            VerbOutput.Note("td train: no terminal, so there is no dashboard; td watch shows the run from another");
        }

        using var stop = new StopSignals();
        try
        {
            var summary = hasScreen ? WithDashboard(parsed, options, look with { Stays = parsed.GetValue(_stay), OtherRuns = options.OutputDir }, stop, processes, end) : TrainDisplay.Show(processes, display =>
            {
                _options.TellOfModel(parsed, display);
                var data = _data.Load(parsed, options, display, stop.Token);
                end.Run = options.FolderOf(data.Task).Path;
                using var log = processes.Rank == 0 ? LogOf(parsed, options, data) : null;
                return TrainingRun.Run(
                    options, data, log is null ? display : new BroadcastObserver(display, log), stop.Token, display, processes);
            });
            if (processes.Rank == 0)
            {
                SummaryLines.Write(summary, options, parsed.GetValue(_map));
            }

            return summary.Interrupted ? ExitCode.Interrupted : ExitCode.Done;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            Console.Error.WriteLine("td train: interrupted before the run began; what was downloaded is kept");
            return ExitCode.Interrupted;
        }
    }

    // The dashboard has its own ladder for the end, so the signals are its own as soon as the data are there.
    TrainingSummary WithDashboard(ParseResult parsed, TrainOptions options, DashboardOptions look, StopSignals stop, ICollective processes, EndCommand end)
    {
        var data = TrainDisplay.Show(processes, display =>
        {
            _options.TellOfModel(parsed, display);
            return _data.Load(parsed, options, display, stop.Token);
        });
        stop.Dispose();
        using var log = LogOf(parsed, options, data);
        end.Run = options.FolderOf(data.Task).Path;
        return DashboardTraining.Run(look with { Paths = [end.Run] }, options, data, log, processes, end);
    }

    MetricsLog? LogOf(ParseResult parsed, TrainOptions options, TaskData data) =>
        parsed.GetValue(_logName) is { } name ? new MetricsLog(name, data.Task, options) : null;
}
