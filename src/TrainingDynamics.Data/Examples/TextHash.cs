using System.IO.Hashing;
using System.Text;

namespace TrainingDynamics.Data;

/// <summary>Identifies an example by its texts in any file, whatever its row or guid.</summary>
public static class TextHash
{
    /// <summary>XxHash128 of the text, a NUL and the second text, in UTF-8. An empty second text counts as none.</summary>
    public static UInt128 Of(string text, string? pair)
    {
        var hash = new XxHash128();
        hash.Append(Encoding.UTF8.GetBytes(text));
        hash.Append([0]);
        hash.Append(Encoding.UTF8.GetBytes(pair ?? ""));
        return hash.GetCurrentHashAsUInt128();
    }

    /// <summary>32 lower-case hexadecimal digits, as xxHash's own tools print it.</summary>
    public static string ToHex(UInt128 hash) => hash.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>Reads what <see cref="ToHex"/> writes; false for anything else.</summary>
    public static bool TryParse(string? hex, out UInt128 hash)
    {
        hash = default;
        return hex is { Length: 32 } && UInt128.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out hash);
    }
}
