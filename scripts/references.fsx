// What the walk-throughs refer to: the built library, from the Release folder before the Debug one, with what lies beside it.
#nowarn "211" // one of the two folders may not have been built
#I "../src/TrainingDynamics.Analytics/bin/Release/net10.0"
#I "../src/TrainingDynamics.Analytics/bin/Debug/net10.0"
#r "TrainingDynamics.Logs.dll"
#r "Deedle.dll"
#r "TrainingDynamics.Analytics.dll"

/// The run of run_glue.sh on the demo data.
let demo =
    System.IO.Path.Combine(__SOURCE_DIRECTORY__, "..", "dy_log", "demo", "bert-tiny")
