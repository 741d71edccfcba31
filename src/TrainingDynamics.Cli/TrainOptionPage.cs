namespace TrainingDynamics.Cli;

/// <summary>The help of <see cref="TrainOptionSet"/>.</summary>
static class TrainOptionPage
{
    /// <summary>The options by groups, for <c>--help-all</c>.</summary>
    public const string Text = """
        Model
        --model NAME               a folder in Hugging Face's layout, a Hub id such as
                                   google-bert/bert-base-uncased, or a size; default:
                                   bert-tiny from scratch (--model-name-or-path)
        --from-scratch             random weights; sizes are bert-tiny, bert-mini,
                                   bert-small, bert-base, distilbert-base,
                                   electra-small, electra-base, deberta-v3-tiny,
                                   albert-tiny, mpnet-tiny, modernbert-tiny,
                                   and of decoders llama-tiny, mistral-tiny,
                                   qwen2-tiny, qwen3-tiny and gpt2-tiny
        --vocabulary FILE          a vocab.txt for a size; default: one is trained
        --vocabulary-size N (8000) entries of a trained vocabulary
        --ignore-mismatched-sizes  start a new classifier if the number of labels
                                   differs
        --dropout P                replaces the model's own
        --max-length N (128)       tokens kept of an example
        --pad-to-max-length        pad every batch to that, not to its longest example

        Optimisation
        --epochs N (3)             (--num-train-epochs)
        --max-train-steps N        end after N updates, whatever --epochs says
        --batch-size N (32)        examples per batch, of all processes together;
                                   --per-device-train-batch-size N: of each of them
        --gradient-accumulation-steps N (1)   batches per update
        --learning-rate X (5e-5)   peak of the schedule; 5e-4 with --from-scratch
        --lr-scheduler-type NAME   linear, cosine, cosine_with_restarts, polynomial,
                                   constant or constant_with_warmup (linear)
        --warmup-ratio X (0.1)     share of the updates in which the rate rises
        --warmup-steps N           the same as a number (--num-warmup-steps)
        --weight-decay X (0.01)    for all weights but biases and layer norms
        --max-grad-norm X (1)      clip the gradients' norm; 0 clips nothing
        --class-weight WAY         balanced: rare classes count more in the loss, by
                                   examples / (classes x the class's examples); or a
                                   file: a label and its weight a line, or JSON
        --label-smoothing X (0)    share of every label spread over all classes
                                   (--label-smoothing-factor)
        --batching WAY (bucketed)  by length, or random, or sequential
        --precision NAME (fp32)    or bf16: passes in bfloat16, weights kept in float32
        --seed N (42)              decides weights, batches and dropout
        --threads N                CPU threads to use (all cores)
        --device NAME (auto)       cpu, cuda or cuda:N; auto and cuda give each process
                                   on a machine its own GPU
        --collective NAME (auto)   how processes started by mpirun or srun communicate:
                                   mpi or nccl; none: each trains alone

        Part of the model
        --lora                     train adapters (PEFT's LoRA) and the classifier; all
                                   other weights stay, and are kept once. model/ has
                                   the adapter alone, td merge makes it whole
        --lora-r N (8)             rank; --lora-alpha X (16): counts alpha / r times;
                                   --lora-dropout P (0): of the adapters' inputs
        --lora-target NAMES        ends of the names of linear layers, with commas, or
                                   all-linear; default: as PEFT has it, query,value
        --modules-to-save NAMES    trained in full beside the classifier
        --base-precision NAME      bf16 or fp32: of what stays, and so of the passes;
                                   default: as --precision
        --freeze PARTS             do not train encoder, embeddings or layers:0-5;
                                   embeddings,layers:0-5: both
        --gradient-checkpointing   compute every layer twice, to keep less memory

        Record and evaluate
        --record WHEN (after-epoch)   in one more pass after each epoch, without
                                   dropout; during-training: the logits of the training
                                   pass, as AllenAI's code does; or off
        --log-format NAME (jsonl)  format of the recorded logits: jsonl, parquet, both
        --no-texts                 write no texts into the run's examples.parquet
        --eval-batch-size N (64)   (--per-device-eval-batch-size)
        --logging-steps N (10)     updates between two readings of the loss
        --on-nan stop|skip (stop)  when a loss or gradient norm is NaN or infinite: end
                                   the run and name the examples, or skip that update
                                   and report it
        --with-tracking            write TensorBoard's event files into the run too

        The train accuracy shown comes from the training pass, with dropout and changing
        weights; td metrics uses the recorded logits, so its accuracy differs.

        The best epoch (as in Hugging Face's Trainer)
        --load-best-model-at-end   leave the best epoch's weights in model/, not the
                                   last one's; its checkpoint is never deleted
        --metric-for-best-model M  loss, accuracy, f1, f1_macro, matthews_correlation
                                   or the task's own (loss), on the dev set
        --greater-is-better BOOL   default: true unless the metric is a loss or mse
        --early-stopping-patience N   end after N epochs without a better one
        --early-stopping-threshold X (0)   better means: by more than X

        Run folder
        --output-dir DIR (dy_log)  the run lies in DIR/TASK/MODEL
        --run-name NAME            the run lies in DIR/NAME
        --overwrite                replace the run that lies there; marks are kept
        --resume                   continue it from its newest checkpoint; with more
                                   --epochs or --max-train-steps also beyond its end
        --resume-from-checkpoint DIR   continue it from this one of its checkpoints
        --checkpointing-steps N    save a checkpoint after every N updates and each
                                   epoch; epoch: after each epoch; off: never (epoch)
                                   (--checkpointing)
        --save-total-limit N (1)   checkpoints to keep, the best among them
        """;
}
