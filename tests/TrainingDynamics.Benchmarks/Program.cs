using System.Globalization;
using TrainingDynamics.Benchmarks;
using TrainingDynamics.Benchmarks.Engine;

// engine … | generate FOLDER EXAMPLES EPOCHS CLASSES | duckdb RUN OUTPUT | read RUN | processes TD RUN RESULTS
switch (args)
{
    case ["generate", var folder, var examples, var epochs, var classes]:
        SyntheticRun.Write(folder, int.Parse(examples, CultureInfo.InvariantCulture), int.Parse(epochs, CultureInfo.InvariantCulture), int.Parse(classes, CultureInfo.InvariantCulture));
        return 0;
    case ["duckdb", var run, var output]:
        DuckDbMetrics.Write(run, output);
        return 0;
    case ["read", var run]:
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ReadSpeed.Milliseconds(run):F1}"));
        return 0;
    case ["processes", var td, var run, var results]:
        ProcessComparison.Write(td, run, results);
        return 0;
    case ["engine", .. var rest]:
        return EngineBenchmarks.Run(rest);
    default:
        Console.Error.WriteLine("usage: engine [PART … | accuracy | report] | generate FOLDER EXAMPLES EPOCHS CLASSES | duckdb RUN OUTPUT | read RUN | processes TD RUN RESULTS");
        return 2;
}
