#!/usr/bin/env bash
# Feeds damaged files to every reader: logs, data sets, tokenizers, checkpoints. The number is that of inputs to the
# cheapest reader; the others get a half to an eighth of it, Parquet a fifth, tokenizers that a child process tries a
# hundredth. The default makes more than a million for the logs alone, 100,000 of them in Parquet. What breaks a reader is kept
# in artifacts/fuzz and belongs into Fuzz/Corpus. TD_FUZZ_SEED=2 is another million.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
project=tests/TrainingDynamics.EndToEnd.Tests
dotnet build "$project" -c Release -v quiet
TD_FUZZ="${1:-500000}" dotnet test "$project" -c Release --no-build --filter "FullyQualifiedName~FuzzTests" --logger "console;verbosity=detailed"
