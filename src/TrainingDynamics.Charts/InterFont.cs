using System.Reflection;
using System.Text;

namespace TrainingDynamics.Charts;

/// <summary>
/// The typefaces of every chart, so that a machine without fonts draws the same letters. They are read from the assembly of the
/// package Avalonia.Fonts.Inter, which is embedded in this one. No type in it is touched, because its dependencies are not there.
/// </summary>
static class InterFont
{
    const string Package = "Avalonia.Fonts.Inter";
    const string Resource = "!AvaloniaResources";
    const int IndexVersion = 2;

    internal static SKTypeface Regular { get; } = Load("/Assets/Inter-Regular.ttf");

    internal static SKTypeface Bold { get; } = Load("/Assets/Inter-Bold.ttf");

    static SKTypeface Load(string path)
    {
        using var data = SKData.CreateCopy(ReadAsset(path));
        return SKTypeface.FromData(data)
            ?? throw new InvalidOperationException($"'{path}' of {Package} is no font that SkiaSharp can read");
    }

    /// <remarks>
    /// Layout: int32 length of the index; the index: int32 version, int32 count, then for each entry a
    /// length-prefixed path, int32 offset from the end of the index, int32 length; then the files.
    /// </remarks>
    static byte[] ReadAsset(string path)
    {
        using var stream = Assembly.Load(Carrier()).GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Package} holds no resource {Resource}");
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        var indexLength = reader.ReadInt32();
        var filesStart = stream.Position + indexLength;
        var version = reader.ReadInt32();
        if (version != IndexVersion)
        {
            throw new InvalidOperationException(
                $"{Package} has an index of version {version}, expected {IndexVersion}");
        }

        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var found = reader.ReadString() == path;
            var offset = reader.ReadInt32();
            var length = reader.ReadInt32();
            if (!found)
            {
                continue;
            }

            stream.Position = filesStart + offset;
            return reader.ReadBytes(length);
        }
        throw new InvalidOperationException($"{Package} holds no '{path}'");
    }

    static byte[] Carrier()
    {
        using var stream = typeof(InterFont).Assembly.GetManifestResourceStream($"{Package}.dll")
            ?? throw new InvalidOperationException($"{Package}.dll was not embedded when this assembly was built");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
