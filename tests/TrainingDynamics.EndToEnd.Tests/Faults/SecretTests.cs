using System.Text;

namespace TrainingDynamics.EndToEnd.Tests.Faults;

/// <summary>What must not get out, and who may read what a run writes.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SecretTests : IDisposable
{
    const string Token = "hf_neverToBeWrittenAnywhere";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_hubs_token_is_in_no_file_and_no_output_and_files_have_the_users_umask()
    {
        var run = new SmallRun(_folder, _folder["out"], 1);
        var td = TdProcess.StartInfo(run.Train());
        td.Environment["HF_TOKEN"] = Token;
        var quoted = string.Join(' ', td.ArgumentList.Select(argument => $"'{argument}'"));
        td.FileName = "sh";
        td.ArgumentList.Clear();
        td.ArgumentList.Add("-c");
        td.ArgumentList.Add($"umask 027; exec dotnet {quoted}");

        using var process = System.Diagnostics.Process.Start(td)!;
        var result = TdProcess.Finish(process);

        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain(Token, result.Output + result.Error, StringComparison.Ordinal);
        var files = Directory.GetFiles(run.Folder.Path, "*", SearchOption.AllDirectories);
        Assert.InRange(files.Length, 12, 100);
        Assert.All(files, path =>
        {
            Assert.True(File.ReadAllBytes(path).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Token)) < 0, path);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(path));
        });
        Assert.All(Directory.GetDirectories(run.Folder.Path, "*", SearchOption.AllDirectories), path => Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute,
            File.GetUnixFileMode(path)));
    }
}
