#!/usr/bin/env bash
# Fine-tunes a model on a task, records the training dynamics, computes the metrics and draws the data map.
#
#   ./scripts/run_glue.sh                                       the bundled demo data, from scratch
#   TASK_NAME=sst2 EPOCHS=5 ./scripts/run_glue.sh --data-dir glue
#
# TASK_NAME, MODEL and EPOCHS as in the original's script; every argument goes on to `td train`.
set -euo pipefail
td="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/td"

task="${TASK_NAME:-demo}"
arguments=(--task "$task" --epochs "${EPOCHS:-5}" --map)
if [ -n "${MODEL:-}" ]; then
  arguments+=(--model "$MODEL")
else
  # No model named: the smallest BERT, trained from nothing, which wants a larger step than fine-tuning does.
  arguments+=(--model bert-tiny --from-scratch --learning-rate 5e-4)
fi
if [ "$task" = demo ]; then
  # The demo may be run again and again.
  arguments+=(--overwrite)
fi

exec "$td" train "${arguments[@]}" "$@"
