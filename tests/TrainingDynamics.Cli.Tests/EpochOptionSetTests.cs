using System.CommandLine;
using TrainingDynamics.Analytics;

namespace TrainingDynamics.Cli.Tests;

public sealed class EpochOptionSetTests
{
    static MetricsRequest Read(params string[] args)
    {
        var (options, command) = (new EpochOptionSet(), new RootCommand());
        options.All.ToList().ForEach(command.Options.Add);
        return options.Read(command.Parse(args));
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData(3, 0, "--burn-out", "3")]
    [InlineData(3, 0, "--first", "3")]
    [InlineData(null, 2, "--skip", "2")]
    [InlineData(5, 1, "--first", "5", "--skip", "1")]
    [InlineData(5, 1, "--epochs-used", "2-5")]
    [InlineData(4, 3, "--epochs-used", "4")]
    [InlineData(null, 3, "--epochs-used", "4-")]
    public void Epochs_are_chosen_by_their_range_or_by_number(int? first, int skip, params string[] args)
    {
        var request = Read(args);
        Assert.Equal((first, skip), (request.First, request.Skip));
    }

    [Theory]
    [InlineData("--epochs-used is '5-2'", "--epochs-used", "5-2")]
    [InlineData("--epochs-used is '0-2'", "--epochs-used", "0-2")]
    [InlineData("--epochs-used is 'two'", "--epochs-used", "two")]
    [InlineData("--epochs-used is '1-2-3'", "--epochs-used", "1-2-3")]
    [InlineData("--first is 0", "--burn-out", "0")]
    [InlineData("--skip is -1", "--skip", "-1")]
    [InlineData("--epochs-used and --skip are both given", "--epochs-used", "1-2", "--skip", "1")]
    public void What_chooses_no_epoch_is_refused(string message, params string[] args) =>
        Assert.StartsWith(message, Assert.Throws<UsageException>(() => Read(args)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("metrics", "RUN")]
    [InlineData("plot", "RUN")]
    [InlineData("select", "RUN")]
    [InlineData("issues", "RUN")]
    [InlineData("compare", "RUN", "RUN")]
    [InlineData("report", "RUN")]
    public void Every_verb_that_reads_epochs_takes_the_same_options(params string[] line)
    {
        foreach (var option in new[] { "--epochs-used=2-3", "--first=3", "--burn-out=3", "--skip=1" })
        {
            Assert.Empty(CommandLine.Root().Parse([.. line, option]).Errors);
        }
    }
}
