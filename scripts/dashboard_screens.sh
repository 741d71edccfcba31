#!/usr/bin/env bash
# Trains on SST-2 and captures the dashboard meanwhile: docs/screens/*.txt, and the run page as docs/dashboard.png.
# Needs tmux, chromium for the picture, and GLUE's SST-2 files. Usage: scripts/dashboard_screens.sh [GLUE_FOLDER]
# The sentences are not ours to publish: the runs learn from a copy that is gone when the screens are taken.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
glue="${1:-$root/../shared/data/glue}"
if [ ! -e "$glue/SST-2/train.tsv" ]; then
  echo "dashboard_screens: skipped, there is no SST-2/train.tsv in $glue"
  exit 0
fi

"$root/scripts/td" --version >/dev/null
td="$root/src/TrainingDynamics.Cli/bin/Release/td/td"
screens="$root/docs/screens"
work="$(mktemp -d)"
tm() { tmux -L td-screens -f /dev/null -u "$@"; }
trap 'tm kill-server 2>/dev/null || true; [ ! -s "$work/pid" ] || kill "$(cat "$work/pid")" 2>/dev/null || true; wait; rm -rf "$work"' EXIT
mkdir -p "$screens"
train() { # output folder, seed, epochs
  "$td" train --task sst2 --data-dir "$work/glue" --model bert-tiny --from-scratch --batch-size 32 --learning-rate 5e-4 --max-length 64 \
    --threads "${TD_SCREENS_THREADS:-1}" --seed "$2" --epochs "$3" --output-dir "$work/runs/$1"
}

mkdir -p "$work/runs" "$work/glue"
cp -r "$glue/SST-2" "$work/glue/"
train seed1 1 2 >/dev/null
train seed2 2 5 >/dev/null &
echo $! >"$work/pid"
run=runs/seed2/sst2/bert-tiny
until [ -e "$work/$run/events.jsonl" ]; do sleep 0.2; done

# The folder's name is no part of the picture, so the viewer starts where the runs are.
watch() { COLORTERM=truecolor tm new-session -d -x 120 -y 36 -c "$work" "exec $td watch $*"; }
see() { until tm capture-pane -p | grep -qE -- "$1"; do sleep 0.2; done; }
keys() { for key in "$@"; do tm send-keys "$key"; sleep 0.2; done; }
take() { # file, text to wait for
  see "$2"
  sleep 1
  tm capture-pane -p >"$screens/$1.txt"
  [ -z "${3:-}" ] || tm capture-pane -e -p >"$work/$3"
}

watch "$run"
take run '2/5 step 3,[0-9]*/' run.ansi
tm kill-server

rm -r "$work/glue"
watch "$run" runs/seed1/sst2/bert-tiny
keys 2 t
until [ -e "$work/$run/training_dynamics/dynamics_epoch_2.jsonl" ]; do sleep 0.5; done
see 'epochs 1.3'
take map 'epochs 1.3'
keys 3
take histograms 'epochs 1.3'
keys 4 f f o o
take examples 'ambiguous'
keys Enter
take example 'probability'
keys Escape 5
take compare 'Spearman'
tm kill-server

watch runs
take runs 'seed1'
tm kill-server
dotnet fsi "$root/scripts/terminal_picture.fsx" 120 36 "$root/docs/dashboard.png" <"$work/run.ansi"
