#!/usr/bin/env bash
# Kills a small run at random moments (SIGKILL, seeded; fifty unless told otherwise: ./tests/kill_anywhere.sh 200) and
# prints what it was doing each time. What has its final name must be whole, and the resumed run must have the bytes of
# one that was never killed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
project=tests/TrainingDynamics.EndToEnd.Tests
dotnet build "$project" -c Release -v quiet
TD_KILLS="${1:-50}" dotnet test "$project" -c Release --no-build --filter "FullyQualifiedName~KillTests" --logger "console;verbosity=detailed"
