using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using TrainingDynamics.Engine.Optim;
using TrainingDynamics.Text.Batching;

namespace TrainingDynamics.Engine.Training;

/// <summary>All that decides a run besides the data. The properties' names in kebab case are the command line's.</summary>
public sealed record TrainOptions
{
    /// <summary>The <see cref="LoraTarget"/> that means every linear layer but the classifier's.</summary>
    public const string AllLinear = "all-linear";

    static readonly JsonSerializerOptions KebabCase = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>
    /// A folder in Hugging Face's layout, a Hub id such as <c>google-bert/bert-base-uncased</c> or, with <see cref="FromScratch"/>, a
    /// size such as <c>bert-tiny</c>.
    /// </summary>
    public required string Model { get; init; }

    /// <summary>Start from random weights.</summary>
    public bool FromScratch { get; init; }

    /// <summary>
    /// A <c>vocab.txt</c> for a named size; null: one is trained on the training texts. Not used where the model is a folder.
    /// </summary>
    public string? Vocabulary { get; init; }

    /// <summary>Size of a vocabulary that is trained; at least 10.</summary>
    public int VocabularySize { get; init; } = WordPieceTrainer.DefaultVocabularySize;

    /// <summary>
    /// Start the classifier, or whatever else of the checkpoint has another shape than the model, from random weights instead
    /// of refusing it.
    /// </summary>
    public bool IgnoreMismatchedSizes { get; init; }

    /// <summary>Passes over the training set; at least 1. Not used where <see cref="MaxTrainSteps"/> is given.</summary>
    public int Epochs { get; init; } = 3;

    /// <summary>
    /// Updates after which the run ends, at least 1, in as many epochs as they take; null: as <see cref="Epochs"/> says. An
    /// epoch that is cut short this way is recorded and evaluated like the others.
    /// </summary>
    public int? MaxTrainSteps { get; init; }

    /// <summary>Examples per forward and backward pass, of all processes together; at least 1.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>
    /// Batches per update, at least 1: as one batch of so many times the size, but for dropout, in the memory of one.
    /// </summary>
    public int GradientAccumulationSteps { get; init; } = 1;

    /// <summary>Examples per forward pass of recording and evaluation; at least 1. Changes speed, not results.</summary>
    public int EvalBatchSize { get; init; } = 64;

    /// <summary>Peak of the schedule; above 0.</summary>
    public double LearningRate { get; init; } = 5e-5;

    /// <summary>The rate's course after its warm-up.</summary>
    public ScheduleKind LrSchedulerType { get; init; }

    /// <summary>AdamW's decay of all but biases and layer norms; at least 0.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Share of all steps in which the rate rises, in [0, 1]; not used where <see cref="WarmupSteps"/> is given.</summary>
    public double WarmupRatio { get; init; } = 0.1;

    /// <summary>Steps in which the rate rises; null: <see cref="WarmupRatio"/> of all.</summary>
    public int? WarmupSteps { get; init; }

    /// <summary>Largest 2-norm of all gradients, above 0; null clips nothing.</summary>
    public double? MaxGradNorm { get; init; } = 1;

    /// <summary>Tokens that are kept of an example, special ones included; at least 3.</summary>
    public int MaxLength { get; init; } = 128;

    /// <summary>Pad every batch to <see cref="MaxLength"/> instead of to its own longest example. Changes nothing in float32 on the CPU, where padding is not computed.</summary>
    public bool PadToMaxLength { get; init; }

    /// <summary>Number format of the passes; weights and moments are kept in float32 beside it.</summary>
    public Precision Precision { get; init; }

    /// <summary>
    /// Train low-rank adapters beside the linear layers, and the classifier, in place of the weights, which are frozen. Of a model
    /// that comes with an adapter, that one is trained on.
    /// </summary>
    public bool Lora { get; init; }

    /// <summary>Rank of the adapters, at least 1; null: 8, or as the model's adapter has it.</summary>
    public int? LoraR { get; init; }

    /// <summary>What an adapter's product counts, times the rank; above 0; null: 16, or as the model's adapter has it.</summary>
    public double? LoraAlpha { get; init; }

    /// <summary>Dropout of the adapters' inputs, in [0, 1); null: 0, or as the model's adapter has it.</summary>
    public double? LoraDropout { get; init; }

    /// <summary>
    /// Names of linear layers, or their ends, with commas between them, or <see cref="AllLinear"/>; null: the family's, or as the
    /// model's adapter has it.
    /// </summary>
    public string? LoraTarget { get; init; }

    /// <summary>Modules that are trained in full beside the classifier and what the checkpoint lacks, with commas between them; null: none.</summary>
    public string? ModulesToSave { get; init; }

    /// <summary>Number format of the weights under the adapters, and so of the passes; null: <see cref="Precision"/>.</summary>
    public Precision? BasePrecision { get; init; }

    /// <summary>Parts of the encoder that are not trained, see <see cref="FrozenParts"/>; null: none.</summary>
    public string? Freeze { get; init; }

    /// <summary>Compute each layer's activations again in the backward pass instead of keeping them.</summary>
    public bool GradientCheckpointing { get; init; }

    /// <summary>Decides weights, batches and dropout; at least 0.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>Every dropout of the model, in [0, 1); null: as the model's config has it.</summary>
    public double? Dropout { get; init; }

    /// <summary>
    /// How much each class counts in the loss: <c>balanced</c>, or a file of labels and weights, see <see cref="ClassWeights"/>;
    /// null: the same.
    /// </summary>
    public string? ClassWeight { get; init; }

    /// <summary>Share of every gold that is spread over all classes, in [0, 1].</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>How examples are put into batches.</summary>
    public BatchOrder Batching { get; init; }

    /// <summary>Whether and how logits are recorded.</summary>
    public RecordingMode Record { get; init; }

    /// <summary>The format of what is recorded. Changes no number.</summary>
    public LogFormat LogFormat { get; init; }

    /// <summary>Leave the texts out of the run's <c>examples.parquet</c>; their hashes are there all the same.</summary>
    public bool NoTexts { get; init; }

    /// <summary>CPU threads of one operation; null: the physical cores, shared among the processes of a machine.</summary>
    public int? Threads { get; init; }

    /// <summary><c>auto</c> (CUDA where there is any), <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Steps between two readings of the loss, at least 1. Each makes the host wait for the device.</summary>
    public int LoggingSteps { get; init; } = 10;

    /// <summary>What to do when a loss or gradient norm is NaN or infinite.</summary>
    public NanPolicy OnNan { get; init; }

    /// <summary>The folder that holds the run's folder.</summary>
    public string OutputDir { get; init; } = "dy_log";

    /// <summary>The run's folder in <see cref="OutputDir"/>; null: a folder named after the task with one named after the model.</summary>
    public string? RunName { get; init; }

    /// <summary>Replace a run that lies in the run's folder.</summary>
    public bool Overwrite { get; init; }

    /// <summary>When a checkpoint to resume from is written. Changes no result.</summary>
    public CheckpointingMode Checkpointing { get; init; }

    /// <summary>Write one also after every so many updates, at least 1; null: only as <see cref="Checkpointing"/> says.</summary>
    public int? CheckpointingSteps { get; init; }

    /// <summary>Checkpoints that are kept, the newest; at least 1. Each is about three times the model's size.</summary>
    public int SaveTotalLimit { get; init; } = 1;

    /// <summary>Leave the weights of the best epoch as the run's model, not those of the last; their checkpoint is never deleted.</summary>
    public bool LoadBestModelAtEnd { get; init; }

    /// <summary>
    /// The dev metric that decides which epoch is the best, with or without Hugging Face's <c>eval_</c>; null: the loss.
    /// </summary>
    public string? MetricForBestModel { get; init; }

    /// <summary>Whether that metric is better when it is greater; null: as its name says, so not for a loss or <c>mse</c>.</summary>
    public bool? GreaterIsBetter { get; init; }

    /// <summary>Epochs in a row, at least 1, that may fail to improve the metric before the run ends; null: it never ends for that.</summary>
    public int? EarlyStoppingPatience { get; init; }

    /// <summary>How much more than nothing an improvement must be to count as one there; at least 0.</summary>
    public double EarlyStoppingThreshold { get; init; }

    /// <summary>Write losses, rates and metrics as TensorBoard's event files too.</summary>
    public bool WithTracking { get; init; }

    /// <summary>
    /// Go on after the newest checkpoint of the run in the run's folder; one without a checkpoint starts over, one that is
    /// finished stays as it is, and where there is none a new one starts.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>
    /// The folder of a checkpoint of the run in the run's folder: go back to it and on from there, also when the run is
    /// finished. What was written after it is deleted. Null: the newest, if <see cref="Resume"/> is set.
    /// </summary>
    public string? ResumeFromCheckpoint { get; init; }

    /// <summary>Where the run lies.</summary>
    /// <exception cref="RunFolderException">The model's or the run's name names no folder.</exception>
    public RunFolder FolderOf(string task) => RunFolder.For(OutputDir, task, Model, RunName);

    /// <summary>Refuses values that no run can have.</summary>
    /// <exception cref="TrainOptionsException">The first option at fault, what it was and what was expected.</exception>
    public void Validate() => TrainOptionsCheck.Check(this);

    /// <summary>Whether a run in the run's folder is gone on with.</summary>
    [JsonIgnore]
    public bool IsResumption => Resume || ResumeFromCheckpoint is not null;

    /// <summary>Number format of the passes, whichever option says it.</summary>
    internal Precision PassPrecision => BasePrecision ?? Precision;

    /// <summary>What <see cref="Freeze"/> means.</summary>
    internal FrozenParts? Frozen => Freeze is null ? null : FrozenParts.Parse(Freeze);

    /// <summary>Tokens that the length of a batch is a multiple of.</summary>
    internal int LengthMultiple => PadToMaxLength ? MaxLength : Alignment;

    /// <summary>That multiple unless all texts are padded to one length; the device decides, see <see cref="LengthAlignment"/>.</summary>
    internal int Alignment { get; init; } = 1;

    /// <summary>Whether batches are made ahead on another thread; the device decides, see <see cref="BatchFeed"/>. Changes no result.</summary>
    internal bool BatchesAhead { get; init; }

    /// <summary>Autograd's encoder and torch's own dropout on the CPU, too: what the faster ones are measured against.</summary>
    internal bool Plain { get; init; }

    /// <summary>The options by their command-line names, defaults included, for the manifest.</summary>
    public JsonObject ToJson() => JsonSerializer.SerializeToNode(this, KebabCase)!.AsObject();
}

/// <summary>An option has a value that cannot be trained with, alone or with this model and data.</summary>
public sealed class TrainOptionsException(string message) : EngineException(message);
