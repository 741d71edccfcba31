namespace TrainingDynamics.Report.Tests

open System
open System.Diagnostics
open System.IO
open Xunit

/// A headless browser, where this machine has one.
module Chromium =

    let path =
        let folders =
            (Environment.GetEnvironmentVariable "PATH"
             |> Option.ofObj
             |> Option.defaultValue "")
                .Split
                Path.PathSeparator

        [ "chromium"; "chromium-browser"; "google-chrome" ]
        |> Seq.collect (fun name -> folders |> Seq.map (fun folder -> Path.Combine(folder, name)))
        |> Seq.tryFind File.Exists

    let skip =
        match path with
        | Some _ -> null
        | None -> "needs Chromium (Debian's package chromium), which is not here"

    /// The page's elements after its scripts have run, as HTML; `profile` is a folder that the browser may write to.
    let dump (profile: string) (page: string) =
        let start =
            ProcessStartInfo(path.Value, RedirectStandardOutput = true, RedirectStandardError = true)

        for argument in
            [
                "--headless=new"
                "--no-sandbox"
                "--disable-gpu"
                "--use-angle=swiftshader"
                "--enable-unsafe-swiftshader"
                $"--user-data-dir={profile}"
                "--window-size=1400,900"
                "--virtual-time-budget=10000"
                "--dump-dom"
                $"file://{page}"
            ] do
            start.ArgumentList.Add argument

        use browser = nonNull (Process.Start start)
        let output = browser.StandardOutput.ReadToEndAsync()
        browser.StandardError.ReadToEndAsync() |> ignore

        if not (browser.WaitForExit(TimeSpan.FromSeconds 60.0)) then
            browser.Kill true
            raise (TimeoutException $"the browser did not end on {page}")

        output.Result

/// A fact that is skipped, visibly, where there is no Chromium.
type ChromiumFactAttribute() =
    inherit FactAttribute(Skip = Chromium.skip)
