using TrainingDynamics.Dashboard;
using TrainingDynamics.Engine.Training;

namespace TrainingDynamics.Cli;

/// <summary>
/// <c>log/TASK/NAME.txt</c> as the original keeps it: a text file to which every run appends its options and what each epoch
/// reached, so that several runs can be read one below the other.
/// </summary>
sealed class MetricsLog : IRunObserver, IDisposable
{
    readonly StreamWriter _text;
    RunState _state = RunState.Empty;

    /// <exception cref="UsageException">The name has a folder or is empty, or the file cannot be written.</exception>
    public MetricsLog(string name, string task, TrainOptions options)
    {
        if (name.Length == 0 || Path.GetFileName(name) != name)
        {
            throw new UsageException($"--log-name is '{name}', expected a file's name without a folder");
        }

        var path = Path.Combine("log", task, $"{name}.txt");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            _text = new StreamWriter(path, append: true) { AutoFlush = true, NewLine = "\n" };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--log-name: {path} cannot be written: {e.Message}");
        }

        _text.WriteLine("-------------------");
        _text.WriteLine(DateTime.UtcNow.ToString("u", System.Globalization.CultureInfo.InvariantCulture));
        _text.WriteLine(string.Join(" ", options.ToJson().Select(option => $"{option.Key}={option.Value}")));
    }

    public void On(RunEvent happened)
    {
        _state = _state.After(happened);
        switch (happened)
        {
            case Evaluated evaluated when _state.Run is { } run:
                _text.WriteLine(EpochTable.Line(_state.Epochs.Single(epoch => epoch.Epoch == evaluated.Epoch), run.Epochs));
                break;
            case RunInterrupted:
                _text.WriteLine("interrupted");
                break;
            case RunFailed failed:
                _text.WriteLine($"failed: {failed.Message}");
                break;
        }
    }

    public void Dispose() => _text.Dispose();
}
