using System.CommandLine;
using TrainingDynamics.Engine.Training;

namespace TrainingDynamics.Cli;

/// <summary><c>td train</c>: a run from texts to logs, and to the data map when asked.</summary>
sealed class TrainVerb : IVerb
{
    readonly DataOptionSet _data = new();
    readonly TrainOptionSet _options = new();
    readonly Option<string?> _logName = new("--log-name");
    readonly Option<bool> _map = new("--map");

    /// <inheritdoc/>
    public string Page => """
        td train: fine-tune a classifier and record every example's logits each epoch

          td train --task sst2 --data-dir glue --model bert-tiny --from-scratch --map

        --task NAME (demo)         a GLUE task, snli, or demo, the bundled set;
        --data-dir DIR             where its files are, else they are downloaded; or
        --train-file FILE          your own, beside --validation-file FILE: csv, tsv,
                                   json, jsonl or parquet with a column called label
        --model NAME (bert-tiny)   a folder in Hugging Face's layout, a Hub id, or with
        --from-scratch             bert-tiny, bert-mini, bert-small, bert-base
        --max-length N (128)       tokens kept of an example
        --epochs N (3)             --batch-size N (32), --eval-batch-size N (64)
        --learning-rate X (5e-5)   rises over --warmup-ratio X (0.1) of the steps, then
                                   falls as --lr-scheduler-type says (linear)
        --weight-decay X (0.01)    --max-grad-norm X (1; 0 clips nothing)
        --record WAY (after-epoch) in a pass of its own, during-training, or off
        --precision bf16           passes in bfloat16, weights kept in float32
        --seed N (42)              --threads N (all cores), --device auto|cpu|cuda:N
        --output-dir DIR (dy_log)  the run lies in DIR/TASK/MODEL; if there is one
                                   --resume goes on with it, --overwrite replaces it
        --train-indices FILE       train on a selection; of three regions: --region NAME
        --map                      in the end write the metrics and draw the data map
        --help-all                 names every option, with those of the original
        """;

    /// <inheritdoc/>
    public string FullPage => """
        td train: every option, defaults in parentheses

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

        Model
        --model NAME (bert-tiny)   a folder in Hugging Face's layout, a Hub id, a size
                                   (--model-name-or-path)
        --from-scratch             random weights; sizes are bert-tiny, bert-mini,
                                   bert-small, bert-base
        --vocabulary FILE          a vocab.txt for a size; else one is trained
        --vocabulary-size N (8000) of one that is trained
        --ignore-mismatched-sizes  start a classifier of another number of labels anew
        --dropout P                in place of the model's own
        --max-length N (128)       tokens kept of an example
        --pad-to-max-length        pad every batch to that, not to its longest example

        Optimisation
        --epochs N (3)             (--num-train-epochs)
        --max-train-steps N        end after N updates, whatever --epochs says
        --batch-size N (32)        (--per-device-train-batch-size)
        --gradient-accumulation-steps N (1)   batches per update
        --learning-rate X (5e-5)   the peak of the schedule
        --lr-scheduler-type NAME   linear, cosine, cosine_with_restarts, polynomial,
                                   constant or constant_with_warmup (linear)
        --warmup-ratio X (0.1)     share of the updates in which the rate rises
        --warmup-steps N           the same as a number (--num-warmup-steps)
        --weight-decay X (0.01)    of all but biases and layer norms
        --max-grad-norm X (1)      clip the gradients' norm; 0 clips nothing
        --batching WAY (bucketed)  by length, or random, or sequential
        --precision NAME (fp32)    or bf16: passes in bfloat16, weights kept in float32
        --seed N (42)              decides weights, batches and dropout
        --threads N                of one operation (all cores)
        --device NAME (auto)       cpu, cuda or cuda:N

        Record and evaluate
        --record WAY (after-epoch) in a pass of its own after each epoch, without
                                   dropout; during-training, the training pass's own
                                   logits, as AllenAI takes them; or off
        --eval-batch-size N (64)   (--per-device-eval-batch-size)
        --logging-steps N (10)     updates between two readings of the loss
        --with-tracking            write TensorBoard's event files into the run too
        --log-name NAME            append what every epoch reached to log/TASK/NAME.txt
        --map                      in the end write the metrics and draw the data map

        Run folder
        --output-dir DIR (dy_log)  the run lies in DIR/TASK/MODEL
        --overwrite                replace the run that lies there
        --resume                   go on with it after its newest checkpoint
        --resume-from-checkpoint DIR   go back to this one of its checkpoints
        --checkpointing-steps N    after every N updates and each epoch; epoch: after
                                   each epoch; off: never (epoch) (--checkpointing)
        --save-total-limit N (1)   checkpoints that are kept
        """;

    /// <inheritdoc/>
    public Command Command()
    {
        var command = new Command("train", "Fine-tune and record.");
        _data.AddTo(command);
        _options.AddTo(command);
        command.Options.Add(_logName);
        command.Options.Add(_map);
        command.SetAction(parsed => (int)Execute(parsed));
        return command;
    }

    ExitCode Execute(ParseResult parsed)
    {
        var options = _options.Read(parsed);
        options.Validate();
        using var stop = new StopSignals();
        try
        {
            var summary = TrainDisplay.Show(display =>
            {
                var data = _data.Load(parsed, options.Model, display, stop.Token);
                using var log = parsed.GetValue(_logName) is { } name ? new MetricsLog(name, data.Task, options) : null;
                return TrainingRun.Run(options, data, log is null ? display : new BroadcastObserver(display, log), stop.Token, display);
            });
            TrainSummary.Write(summary, options, parsed.GetValue(_map));
            return summary.Interrupted ? ExitCode.Interrupted : ExitCode.Done;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            Console.Error.WriteLine("td train: interrupted before the run began; what was downloaded is kept");
            return ExitCode.Interrupted;
        }
    }
}
