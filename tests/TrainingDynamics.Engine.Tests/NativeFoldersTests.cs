using TrainingDynamics.Engine.Native;

namespace TrainingDynamics.Engine.Tests;

public sealed class NativeFoldersTests : IDisposable
{
    readonly string? _before = Environment.GetEnvironmentVariable("TD_LIBTORCH");
    readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("TD_LIBTORCH", _before);
        _folder.Dispose();
    }

    [Fact]
    public void A_variable_that_names_no_libtorch_is_refused_with_the_way_to_find_one()
    {
        Environment.SetEnvironmentVariable("TD_LIBTORCH", _folder.Path);

        var e = Assert.Throws<TorchLoadException>(() => new NativeFolders().Torch());

        Assert.Contains(_folder.Path, e.Message, StringComparison.Ordinal);
        Assert.Contains("python3 -c", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void The_variable_comes_before_every_other_place_and_PyTorch_tells_its_version()
    {
        Directory.CreateDirectory(_folder["torch", "lib"]);
        _folder.Write(Path.Combine("torch", "lib", NativeFolders.TorchFile), "");
        _folder.Write(Path.Combine("torch", "version.py"), "from typing import Optional\n__version__ = '2.9.1+cu128'\ndebug = False\n");
        Environment.SetEnvironmentVariable("TD_LIBTORCH", _folder["torch", "lib"]);

        var (folder, origin) = new NativeFolders().Torch();

        Assert.Equal(_folder["torch", "lib"], folder);
        Assert.Equal(TorchOrigin.Environment, origin);
        Assert.Equal("2.9.1+cu128", NativeFolders.VersionOf(folder, origin));
    }

    [Fact]
    public void Without_the_variable_the_package_is_found()
    {
        Environment.SetEnvironmentVariable("TD_LIBTORCH", null);
        var (folder, origin) = new NativeFolders().Torch();
        Assert.Equal(TorchOrigin.Package, origin);
        Assert.True(File.Exists(Path.Combine(folder, NativeFolders.TorchFile)));
        Assert.Equal(NativeFolders.BuiltFor, NativeFolders.VersionOf(folder, origin));
    }
}
