#!/usr/bin/env bash
# Restores, builds, checks the formatting and runs every test; the last line counts them.
# Arguments go on to `dotnet test`, for example: ./scripts/test.sh --filter Metrics
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
results=artifacts/test-results
rm -rf "$results"
passed=0 failed=0 skipped=0

finish() {
  if [ "$skipped" -gt 0 ]; then
    echo "$passed passed, $failed failed, $skipped skipped"
  else
    echo "$passed passed, $failed failed"
  fi
  [ "$failed" -eq 0 ]
  exit
}

# A check counts as one test; when it fails the tests behind it still run, but for restore and build.
check() {
  local name="$1"
  shift
  if "$@" >artifacts/check.log 2>&1; then
    echo "ok: $name"
    passed=$((passed + 1))
  else
    cat artifacts/check.log
    echo "failed: $name"
    failed=$((failed + 1))
    return 1
  fi
}

mkdir -p "$results"
check "restore" scripts/setup.sh || finish
check "build" dotnet build TrainingDynamics.sln -c Release --no-restore -v quiet || finish
# The formatter resolves the F# project through its built assembly, which lies in the Release folder.
check "C# formatting" env Configuration=Release dotnet format TrainingDynamics.sln --verify-no-changes --no-restore
check "F# formatting" dotnet fantomas --check src tests scripts

# One test process at a time: two multi-threaded libtorch processes on two cores slow each other down tenfold.
run_tests() {
  local project="$1" name="$2"
  shift 2
  dotnet test "$project" -c Release --no-build -v quiet --logger "trx;LogFileName=$name.trx" --results-directory "$results" "$@"
  trx="$results/$name.trx"
  if [ ! -s "$trx" ]; then
    echo "failed: $name wrote no results"
    failed=$((failed + 1))
    return
  fi
  counters="$(grep -o '<Counters [^>]*' "$trx")"
  count() { sed -E "s/.* $1=\"([0-9]+)\".*/\1/" <<<"$counters"; }
  total="$(count total)"
  executed="$(count executed)"
  good="$(count passed)"
  passed=$((passed + good))
  skipped=$((skipped + total - executed))
  failed=$((failed + executed - good))
}

for project in tests/*.Tests/*.*proj; do
  run_tests "$project" "$(basename "$(dirname "$project")")" "$@"
done

# The options again where a number has a decimal comma and where i is no lower-case I; .NET brings the locales.
if [ $# -eq 0 ]; then
  for locale in de_DE.UTF-8 tr_TR.UTF-8; do
    LC_ALL=$locale run_tests tests/TrainingDynamics.EndToEnd.Tests/*.csproj "options under $locale" --filter OptionTests
  done
fi
finish
