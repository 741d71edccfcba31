using System.Buffers.Text;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace TrainingDynamics.Cli;

/// <summary>The limit that <c>ulimit -v</c> sets on what a process may map, used or not.</summary>
static class AddressSpace
{
    /// <summary>
    /// What a verb needs. .NET reserves seven tenths of the limit for itself; below this the rest is too small for its threads and
    /// libraries, and the process ends wherever it next asks for memory, often without a message.
    /// </summary>
    public const long LeastBytes = 7L << 29; // 3.5 GiB

    /// <summary>The same for a verb that loads libtorch.</summary>
    public const long LeastTorchBytes = 9L << 29; // 4.5 GiB

    const string LimitsPath = "/proc/self/limits";

    static ReadOnlySpan<byte> LimitName => "Max address space"u8;

    /// <summary>In bytes; null where there is no limit, and on systems other than Linux.</summary>
    public static long? Limit
    {
        get
        {
            try
            {
                using var file = File.OpenHandle(LimitsPath);
                var bytes = new byte[4096];
                return LimitIn(bytes.AsSpan(0, RandomAccess.Read(file, bytes, 0)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }

    /// <summary>
    /// Returns true, and says so on standard error, where the limit is too small for a command line. Call it before anything else: there
    /// may be no room yet for cultures or the console.
    /// </summary>
    public static bool Refuses(IReadOnlyList<string> args)
    {
        var verb = args.Count > 0 ? args[0] : "";
        var needsTorch = verb is "train" or "predict" or "merge" or "experiment";
        if (Limit is not { } limit || limit >= (needsTorch ? LeastTorchBytes : LeastBytes))
        {
            return false;
        }

        using var error = new SafeFileHandle(2, ownsHandle: false);
        using var stream = new FileStream(error, FileAccess.Write, 0);
        stream.Write(Encoding.UTF8.GetBytes(
            $"td: the address space is limited to {InMegabytes(limit)} MB (ulimit -v), expected at least "
            + $"{InMegabytes(needsTorch ? LeastTorchBytes : LeastBytes)}{(needsTorch ? $" for td {verb}" : "")}, for memory is reserved before it "
            + "is used; raise the limit (ulimit -v unlimited), or limit what is used in its place, by a control group\n"));
        return true;
    }

    /// <summary>What a file like <c>/proc/self/limits</c> says; null: unlimited, or it does not say.</summary>
    public static long? LimitIn(ReadOnlySpan<byte> limits)
    {
        var start = limits.IndexOf(LimitName);
        var limit = start < 0 ? [] : limits[(start + LimitName.Length)..];
        // By hand, for the library's TrimStart of bytes is compiled at every start.
        while (limit is [(byte)' ', ..])
        {
            limit = limit[1..];
        }

        return Utf8Parser.TryParse(limit, out long bytes, out _) ? bytes : null;
    }

    // By hand, for a number is formatted by a culture, of which there is none yet.
    static string InMegabytes(long bytes)
    {
        Span<byte> digits = stackalloc byte[20];
        _ = Utf8Formatter.TryFormat(bytes >> 20, digits, out var written);
        return Encoding.ASCII.GetString(digits[..written]);
    }
}
