#!/usr/bin/env bash
# A thousand short epochs in one process: its memory, handles and threads at every tenth of the way, which must stay flat.
# Then a viewer beside an hour of simulated events, and readers beside a writer at full speed, a million records each.
# Another number of epochs: ./tests/soak.sh 200
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
epochs="${1:-1000}"
dotnet build src/TrainingDynamics.Cli -c Release -v quiet
for tests in Logs Dashboard; do dotnet build "tests/TrainingDynamics.$tests.Tests" -c Release -v quiet; done
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir "$work/data"
head -n 33 data/demo/train.tsv >"$work/data/train.tsv"
head -n 9 data/demo/dev.tsv >"$work/data/dev.tsv"

dotnet src/TrainingDynamics.Cli/bin/Release/net10.0/td.dll train --task demo --data-dir "$work/data" --from-scratch \
  --vocabulary-size 200 --max-length 16 --batch-size 16 --epochs "$epochs" --threads 1 --output-dir "$work/out" >"$work/log" 2>&1 &
run=$!
events="$work/out/demo/bert-tiny/events.jsonl"
epoch() { if [ -f "$events" ]; then grep -c '"type":"evaluated"' "$events" || true; else echo 0; fi; }
rss() { awk '/^VmRSS/ { print $2 }' "/proc/$run/status"; }
handles() { ls "/proc/$run/fd" | wc -l; }
threads() { awk '/^Threads/ { print $2 }' "/proc/$run/status"; }

echo "epoch      RSS/KiB  handles  threads"
first_rss="" next=$((epochs / 10)) last_rss="" first_handles="" first_threads=""
while kill -0 "$run" 2>/dev/null; do
  now="$(epoch)"
  # Not after the last: the summary opens every epoch's file at once.
  if [ "$now" -ge "$next" ] && [ "$now" -lt "$epochs" ] && [ -r "/proc/$run/status" ]; then
    last_rss="$(rss)" last_handles="$(handles)" last_threads="$(threads)"
    [ -n "$last_rss" ] || break
    printf '%5d %12d %8d %8d\n' "$now" "$last_rss" "$last_handles" "$last_threads"
    # The first fifth is warming up: compiled code, pools, the collector's budget.
    if [ -z "$first_rss" ] && [ "$now" -ge $((epochs / 5)) ]; then
      first_rss="$last_rss" first_handles="$last_handles" first_threads="$last_threads"
    fi
    next=$((next + epochs / 10))
  fi
  sleep 0.2
done
wait "$run" || { cat "$work/log"; exit 1; }
echo "from the second to the last line: RSS $((last_rss - first_rss)) KiB, handles $((last_handles - first_handles)), threads $((last_threads - first_threads))"
[ $((last_rss - first_rss)) -lt $((first_rss / 10)) ] || { echo "memory grew by more than a tenth"; exit 1; }
[ $((last_handles - first_handles)) -le 4 ] || { echo "handles grew"; exit 1; }
[ $((last_threads - first_threads)) -le 4 ] || { echo "threads grew"; exit 1; }

TD_VIEWER_MINUTES=60 dotnet test tests/TrainingDynamics.Dashboard.Tests -c Release --no-build --filter "FullyQualifiedName~ViewerSoak" --logger "console;verbosity=detailed"
TD_STRESS=1000000 dotnet test tests/TrainingDynamics.Logs.Tests -c Release --no-build --filter "FullyQualifiedName~ReadersDuringWriting" --logger "console;verbosity=detailed"
