namespace TrainingDynamics.Cli;

/// <summary><c>td completion</c>: a script that teaches a shell the verbs and options.</summary>
sealed class CompletionVerb : IVerb
{
    static readonly string[] Shells = ["bash", "zsh", "fish"];

    readonly Argument<string> _shell = new("SHELL");

    public string Page => """
        td completion SHELL: print a script that completes verbs and options with Tab

          td completion bash > ~/.local/share/bash-completion/completions/td

        SHELL    bash, zsh or fish. For one session: eval "$(td completion bash)", in
                 fish: td completion fish | source. zsh: _td in a folder of $fpath.

        The script lists the verbs and options of this td; renew it after an update.
        """;

    public bool HasResults => false;

    public IReadOnlyList<Symbol> Symbols => [_shell];

    public ExitCode Execute(ParseResult parsed)
    {
        Console.WriteLine(Script(parsed.GetRequiredValue(_shell)));
        return ExitCode.Done;
    }

    public static string Script(string shell) => shell switch
    {
        "bash" => Bash(Words()),
        "zsh" => Zsh(Words()),
        "fish" => Fish(Words()),
        _ => throw new UsageException($"there is no script for the shell '{shell}', expected one of {string.Join(", ", Shells)}"),
    };

    // Every verb with what it does and what can follow it.
    static List<(string Verb, string About, string[] Options, string[] Values)> Words() =>
    [
        .. CommandLine.Root().Subcommands.Select(verb => (
            verb.Name,
            verb.Description ?? "",
            verb.Options.Where(option => !option.Hidden).SelectMany(option => option.Aliases.Prepend(option.Name))
                .Append("--help").Distinct().Order(StringComparer.Ordinal).ToArray(),
            verb.Name switch { "help" => CommandLine.VerbNames.ToArray(), "completion" => Shells, _ => [] })),
    ];

    static string Bash(List<(string Verb, string About, string[] Options, string[] Values)> verbs) => $$"""
        # Completion of td for bash.
        _td() {
          local word=${COMP_WORDS[COMP_CWORD]} words=
          if [ "$COMP_CWORD" -eq 1 ]; then
            words='{{string.Join(' ', verbs.Select(verb => verb.Verb))}} --help --version'
          else
            case "${COMP_WORDS[1]}:$word" in
        {{string.Join('\n', verbs.Select(verb => $"      {verb.Verb}:-*) words='{string.Join(' ', verb.Options)}' ;;"))}}
        {{string.Join('\n', verbs.Where(verb => verb.Values.Length > 0).Select(verb => $"      {verb.Verb}:*) words='{string.Join(' ', verb.Values)}' ;;"))}}
            esac
          fi
          COMPREPLY=($(compgen -W "$words" -- "$word"))
        }
        complete -o default -F _td td
        """;

    static string Zsh(List<(string Verb, string About, string[] Options, string[] Values)> verbs) => $$"""
        #compdef td
        # Completion of td for zsh.
        _td() {
          if (( CURRENT == 2 )); then
            compadd -- {{string.Join(' ', verbs.Select(verb => verb.Verb))}} --help --version
            return
          fi
          case "$words[2]:$words[CURRENT]" in
        {{string.Join('\n', verbs.Select(verb => $"    {verb.Verb}:-*) compadd -- {string.Join(' ', verb.Options)} ;;"))}}
        {{string.Join('\n', verbs.Where(verb => verb.Values.Length > 0).Select(verb => $"    {verb.Verb}:*) compadd -- {string.Join(' ', verb.Values)} ;;"))}}
            *) _files ;;
          esac
        }
        if [ "$funcstack[1]" = "_td" ]; then _td "$@"; else compdef _td td; fi
        """;

    static string Fish(List<(string Verb, string About, string[] Options, string[] Values)> verbs) => $"""
        # Completion of td for fish.
        complete -c td -n __fish_use_subcommand -l help
        complete -c td -n __fish_use_subcommand -l version
        {string.Join('\n', verbs.Select(verb => $"complete -c td -n __fish_use_subcommand -f -a {verb.Verb} -d '{verb.About.Replace("'", "\\'", StringComparison.Ordinal)}'"))}
        {string.Join('\n', verbs.SelectMany(verb => verb.Options.Select(option => $"complete -c td -n '__fish_seen_subcommand_from {verb.Verb}' {FishName(option)}")))}
        {string.Join('\n', verbs.Where(verb => verb.Values.Length > 0).Select(verb => $"complete -c td -n '__fish_seen_subcommand_from {verb.Verb}' -f -a '{string.Join(' ', verb.Values)}'"))}
        """;

    static string FishName(string option) => option.StartsWith("--", StringComparison.Ordinal) ? $"-l {option[2..]}" : $"-s {option[1..]}";
}
