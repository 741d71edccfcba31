using System.Reflection;
using FsCheck.Xunit;
using TrainingDynamics.Engine.Native;

namespace TrainingDynamics.Engine.Tests;

public sealed class ElfVersionNeedTests
{
    const string Version = "GLIBCXX_3.4.32";

    [Fact]
    public void Relaxing_the_binding_library_sets_one_flag_and_changes_nothing_else()
    {
        var image = BindingLibrary();

        var relaxed = ElfVersionNeed.Relax(image, Version);

        var changed = Enumerable.Range(0, image.Length).Where(i => image[i] != relaxed[i]).ToArray();
        Assert.Single(changed);
        Assert.Equal(image[changed[0]] | 0x2, relaxed[changed[0]]);
        Assert.Equal(relaxed, ElfVersionNeed.Relax(relaxed, Version));
    }

    [Fact]
    public void A_version_that_is_not_needed_is_an_error() =>
        Assert.Throws<InvalidDataException>(() => ElfVersionNeed.Relax(BindingLibrary(), "GLIBCXX_9.9.9"));

    [Property]
    public void A_library_cut_short_anywhere_is_a_named_error(uint where)
    {
        var image = BindingLibrary();
        // The section headers stand at the end, so any cut loses some.
        var cut = image.AsSpan(0, (int)(where % (uint)image.Length)).ToArray();
        Assert.Throws<InvalidDataException>(() => ElfVersionNeed.Relax(cut, Version));
    }

    [Fact]
    public void The_relaxed_copy_goes_to_the_next_cache_when_the_first_cannot_be_written()
    {
        using var folder = new TemporaryFolder();
        var library = folder.Write("libx.so", BindingLibrary());
        var blocked = folder.Write("blocked", "a file where a folder is needed");

        var copy = RelaxedCopy.Of(library, [blocked, folder.Path]);

        Assert.StartsWith(folder["training-dynamics"], copy, StringComparison.Ordinal);
        Assert.Equal(copy, RelaxedCopy.Of(library, [folder.Path]));
        var e = Assert.Throws<TorchLoadException>(() => RelaxedCopy.Of(library, [blocked]));
        Assert.Contains("XDG_CACHE_HOME", e.Message, StringComparison.Ordinal);
    }

    static byte[] BindingLibrary()
    {
        var folder = typeof(TorchLibrary).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(a => a.Key == "TorchBridgeFolder").Value!;
        return File.ReadAllBytes(Path.Combine(folder, "libLibTorchSharp.so"));
    }
}
