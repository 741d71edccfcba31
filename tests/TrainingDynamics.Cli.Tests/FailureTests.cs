using System.ComponentModel;
using System.Reflection;
using System.Runtime.InteropServices;
using TrainingDynamics.Analytics;

namespace TrainingDynamics.Cli.Tests;

#pragma warning disable CA2201 // What only the runtime throws is what is told apart here.
public sealed class FailureTests
{
    public static TheoryData<Exception> LacksOfMemory =>
    [
        new OutOfMemoryException("Insufficient memory to continue the execution of the program."),
        new AggregateException(new InvalidOperationException("first"), new AggregateException(new OutOfMemoryException("Insufficient memory"))),
        new TargetInvocationException(new OutOfMemoryException("Insufficient memory")),
        new TypeInitializationException("ParquetSharp.LogicalTypeFactory", new OutOfMemoryException("Insufficient memory")),
        new TypeInitializationException("Native", new DllNotFoundException("Native.so: failed to map segment from shared object\nNative: not there")),
        new Win32Exception(12, "Cannot allocate memory"),
        new ExternalException("CUDA out of memory. Tried to allocate 20.00 MiB.\nException raised from malloc at /pytorch"),
        new ExternalException("DefaultCPUAllocator: can't allocate memory: you tried to allocate 344432648 bytes."),
    ];

    [Theory]
    [MemberData(nameof(LacksOfMemory))]
    public void A_lack_of_memory_is_a_failed_run_that_names_memory_and_what_to_do_in_one_line(Exception exception)
    {
        Assert.Equal(ExitCode.Failed, Failure.CodeOf(exception));
        var message = Failure.MessageOf(exception);
        Assert.StartsWith("not enough memory: ", message, StringComparison.Ordinal);
        Assert.Contains("--batch-size", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.DoesNotContain("raised from", message, StringComparison.Ordinal);
        Assert.DoesNotContain("type initializer", message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_been_explained_keeps_its_words_and_a_bug_is_none_of_memory()
    {
        // As of a corrupt file that claims a length.
        var explained = new AnalyticsException("x.parquet: damaged", new OutOfMemoryException());
        Assert.Equal((ExitCode.BadInput, "x.parquet: damaged"), (Failure.CodeOf(explained)!.Value, Failure.MessageOf(explained)));
        Assert.Equal((ExitCode.Failed, "the disk"), (Failure.CodeOf(new IOException("the disk"))!.Value, Failure.MessageOf(new IOException("the disk"))));
        Exception[] bugs =
        [
            new InvalidOperationException("memory"), new DllNotFoundException("Native.so: no such file"), new ExternalException("a size does not match"),
            new AggregateException(new InvalidOperationException("twice")),
        ];
        Assert.All(bugs, bug => Assert.Null(Failure.CodeOf(bug)));
    }

    [Theory]
    [InlineData("Max processes             95964                95964                processes \nMax address space         2048000000           unlimited            bytes     \n", 2048000000L)]
    [InlineData("Max address space         unlimited            unlimited            bytes     \n", null)]
    [InlineData("Max processes             95964                95964                processes \n", null)]
    public void The_limit_of_the_address_space_is_read_as_the_kernel_writes_it(string limits, long? expected) =>
        Assert.Equal(expected, AddressSpace.LimitIn(System.Text.Encoding.ASCII.GetBytes(limits)));
}
