namespace TrainingDynamics.Cli;

/// <summary>What the options of <see cref="TrainOptionSet"/> say of themselves.</summary>
static class TrainOptionPage
{
    /// <summary>The options by groups, for <c>--help-all</c>.</summary>
    public const string Text = """
        Model
        --model NAME               a folder in Hugging Face's layout, a Hub id such as
                                   google-bert/bert-base-uncased, or a size; without
                                   it bert-tiny from scratch (--model-name-or-path)
        --from-scratch             random weights; sizes are bert-tiny, bert-mini,
                                   bert-small, bert-base, distilbert-base,
                                   electra-small and electra-base
        --vocabulary FILE          a vocab.txt for a size; else one is trained
        --vocabulary-size N (8000) of one that is trained
        --ignore-mismatched-sizes  start a classifier of another number of labels anew
        --dropout P                in place of the model's own
        --max-length N (128)       tokens kept of an example
        --pad-to-max-length        pad every batch to that, not to its longest example

        Optimisation
        --epochs N (3)             (--num-train-epochs)
        --max-train-steps N        end after N updates, whatever --epochs says
        --batch-size N (32)        examples per batch, of all processes together;
                                   --per-device-train-batch-size N: of each of them
        --gradient-accumulation-steps N (1)   batches per update
        --learning-rate X (5e-5)   the peak of the schedule; 5e-4 with --from-scratch
        --lr-scheduler-type NAME   linear, cosine, cosine_with_restarts, polynomial,
                                   constant or constant_with_warmup (linear)
        --warmup-ratio X (0.1)     share of the updates in which the rate rises
        --warmup-steps N           the same as a number (--num-warmup-steps)
        --weight-decay X (0.01)    of all but biases and layer norms
        --max-grad-norm X (1)      clip the gradients' norm; 0 clips nothing
        --class-weight WAY         balanced: rare classes count more in the loss, by
                                   examples / (classes x the class's examples); or a
                                   file: a label and its weight a line, or JSON
        --label-smoothing X (0)    share of every gold spread over all classes
                                   (--label-smoothing-factor)
        --batching WAY (bucketed)  by length, or random, or sequential
        --precision NAME (fp32)    or bf16: passes in bfloat16, weights kept in float32
        --seed N (42)              decides weights, batches and dropout
        --threads N                of one operation (all cores)
        --device NAME (auto)       cpu, cuda or cuda:N; of several processes on a
                                   machine auto and cuda give each its own
        --collective NAME (auto)   what processes started by mpirun or srun talk
                                   through: mpi, nccl; none: each is on its own

        Record and evaluate
        --record WAY (after-epoch) in one more pass after each epoch, without
                                   dropout; during-training, the training pass's own
                                   logits, as AllenAI takes them; or off
        --log-format NAME (jsonl)  parquet, or both: the format of what is recorded
        --no-texts                 leave the texts out of the run's examples.parquet
        --eval-batch-size N (64)   (--per-device-eval-batch-size)
        --logging-steps N (10)     updates between two readings of the loss
        --on-nan stop|skip (stop)  when a loss or gradient norm is NaN or infinite: end
                                   the run and name the examples, or leave that
                                   update out and report it
        --with-tracking            write TensorBoard's event files into the run too
                                   Train accuracy is that of the training pass, with
                                   dropout and while the weights change; td metrics
                                   takes the recorded logits, so its is another

        The best epoch (as in Hugging Face's Trainer)
        --load-best-model-at-end   leave the best epoch's weights in model/, not the
                                   last one's; its checkpoint is never deleted
        --metric-for-best-model M  loss, accuracy, f1, f1_macro, matthews_correlation
                                   or the task's own (loss), on the dev set
        --greater-is-better BOOL   true unless the metric is a loss or mse
        --early-stopping-patience N   end after N epochs without a better one
        --early-stopping-threshold X (0)   what counts as better there: by more than X

        Run folder
        --output-dir DIR (dy_log)  the run lies in DIR/TASK/MODEL
        --run-name NAME            the run lies in DIR/NAME
        --overwrite                replace the run that lies there; marks are kept
        --resume                   go on with it after its newest checkpoint; with more
                                   --epochs or --max-train-steps also past its end
        --resume-from-checkpoint DIR   go back to this one of its checkpoints
        --checkpointing-steps N    after every N updates and each epoch; epoch: after
                                   each epoch; off: never (epoch) (--checkpointing)
        --save-total-limit N (1)   checkpoints that are kept, the best among them
        """;
}
