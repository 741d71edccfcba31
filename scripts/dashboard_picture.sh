#!/usr/bin/env bash
# Trains on the demo data under the dashboard and draws its run page as docs/dashboard.png. Needs tmux and chromium.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
td="$root/src/TrainingDynamics.Cli/bin/Release/net10.0/td"
[ -x "$td" ] || "$root/scripts/td" --help >/dev/null
work="$(mktemp -d)"
tm() { tmux -L td-picture -f /dev/null -u "$@"; }
trap 'tm kill-server 2>/dev/null || true; sleep 1; rm -rf "$work"' EXIT
COLORTERM=truecolor tm new-session -d -x 120 -y 36 \
  "exec $td train --task demo --from-scratch --learning-rate 5e-4 --max-length 64 --epochs 6 --output-dir $work --dashboard"
until tm capture-pane -p | grep -qE '5/6 step +[0-9,]*[5-9][0-9]/'; do sleep 0.2; done
tm capture-pane -e -p >"$work/run.ansi"
dotnet fsi "$root/scripts/terminal_picture.fsx" 120 36 "${1:-$root/docs/dashboard.png}" <"$work/run.ansi"
tm send-keys C-c C-c C-c || true # it may have ended by itself
