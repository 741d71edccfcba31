#!/usr/bin/env bash
# Measures metrics, start-up and pictures as whole processes and writes results/analytics.json; with --large metrics of five
# million examples instead, and results/analytics-large.json. Makes its logs in a temporary folder (half a gigabyte; with
# --large ten) and deletes it. Usage: analytics.sh [--large]
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
case "${1:-}" in
  "" | --large) ;;
  *)
    echo "analytics.sh: found '$1', expected nothing or --large" >&2
    exit 2
    ;;
esac

"$root/scripts/td" --help >/dev/null
dotnet build "$here" -c Release --no-restore -v quiet -nologo
td="$root/src/TrainingDynamics.Cli/bin/Release/td/td"
benchmarks="$here/bin/Release/net10.0/TrainingDynamics.Benchmarks"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

make() { # name, examples, epochs, classes
  "$benchmarks" generate "$work/$1" "$2" "$3" "$4"
  "$td" convert "$work/$1" --to parquet --output-dir "$work/$1-parquet/training_dynamics" >/dev/null
}
if [ "${1:-}" = --large ]; then
  make large 5000000 10 3
  "$benchmarks" analytics-large "$td" "$work" "$here/results"
else
  make sst2 67349 5 2
  make mnli 392702 5 3
  make ten 10 3 2
  make million 1000000 2 2
  "$td" metrics "$work/million" -o "$work/million.jsonl" >/dev/null
  "$benchmarks" analytics "$td" "$work" "$here/results"
fi
"$here/table.sh"
