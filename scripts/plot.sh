#!/usr/bin/env bash
# From a run's logs to metrics and the data map as PDF, as the original's plot.sh:
#
#   TASK_NAME=sst2 MODEL=bert-tiny BURN_OUT=5 ./scripts/plot.sh
#
# TASK_NAME and MODEL say where the logs lie (dy_log/TASK_NAME/MODEL) and what the title says; the first BURN_OUT epochs
# count. OUTPUT_DIR replaces dy_log; every argument goes on to `td plot`.
set -euo pipefail
td="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/td"

task="${TASK_NAME:-demo}"
model="${MODEL:-bert-tiny}"
model="${model##*/}"
run="${OUTPUT_DIR:-dy_log}/$task/$model"

"$td" metrics "$run" --burn-out "${BURN_OUT:-5}"
mkdir -p "$run/figures"
"$td" plot "$run" --burn-out "${BURN_OUT:-5}" --output "$run/figures/${task}_$model.pdf" "$@"
