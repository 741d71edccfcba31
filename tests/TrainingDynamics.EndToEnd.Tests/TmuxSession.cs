using System.Diagnostics;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>A program in a terminal of a tmux server of its own.</summary>
sealed class TmuxSession : IDisposable
{
    readonly string _socket = $"td-test-{Guid.NewGuid():N}";

    /// <summary>Starts a shell command; its exit status is shown as <c>[ended N]</c> when it ends.</summary>
    public TmuxSession(string command, int width = 120, int height = 36) =>
        Tmux("-u", "new-session", "-d", "-x", $"{width}", "-y", $"{height}", $"{command}; printf '\\r\\n[ended %s]' $?; exec sleep 600"); // a killed program leaves the cursor anywhere, without its returns

    /// <summary>What is on the screen.</summary>
    public string Screen => Tmux("capture-pane", "-p");

    /// <summary>Presses keys, named as tmux does, one right behind the other.</summary>
    public void Press(params string[] keys) => Tmux(["send-keys", .. keys]);

    /// <summary>Alternate screen, mouse, the mouse's numbers, cursor: 1 where on, 0 where off.</summary>
    public string Modes => Tmux("list-panes", "-F", "#{alternate_on} #{mouse_any_flag} #{mouse_sgr_flag} #{cursor_flag}").Trim();

    /// <summary>Gives the program characters as they are.</summary>
    public void Send(string text) => Tmux("send-keys", "-l", text);

    /// <summary>From now on appends what the program sends to a file.</summary>
    public void Record(string path) => Tmux("pipe-pane", "-O", $"cat >> '{path}'");

    /// <summary>Waits until the screen shows a text, and returns the screen.</summary>
    /// <exception cref="TimeoutException">It did not within a minute.</exception>
    public string WaitFor(string text)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromMinutes(1))
        {
            var screen = Screen;
            if (screen.Contains(text, StringComparison.Ordinal))
            {
                return screen;
            }

            Thread.Sleep(100);
        }

        throw new TimeoutException($"the screen never showed '{text}', but{Environment.NewLine}{Screen}");
    }

    /// <inheritdoc/>
    public void Dispose() => Tmux("kill-server");

    string Tmux(params string[] arguments)
    {
        var start = new ProcessStartInfo("tmux") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-L", _socket, "-f", "/dev/null", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["OMP_NUM_THREADS"] = "1";
        start.Environment.Remove("TMUX");
        using var tmux = Process.Start(start)!;
        var output = tmux.StandardOutput.ReadToEnd();
        tmux.WaitForExit();
        return output;
    }
}
