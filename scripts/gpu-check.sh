#!/usr/bin/env bash
# Checks a machine's GPU in one go: golden logits, examples per second and share of the peak of bert-base and roberta-large at
# length 128, memory, and the same in Hugging Face where it is installed. Prints one table, writes artifacts/device-check.json.
#   scripts/gpu-check.sh                 needs an NVIDIA GPU and a libtorch with CUDA (TD_LIBTORCH, or setup.sh --cuda)
#   scripts/gpu-check.sh --device cpu    the same code with a small model
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
device=cuda
if [ "${1:-}" = --device ] && [ $# -ge 2 ]; then
  device="$2"
  shift 2
fi
if [ "$device" != cpu ] && ! { command -v nvidia-smi >/dev/null && nvidia-smi >/dev/null 2>&1; }; then
  echo "gpu-check: no NVIDIA GPU: nvidia-smi is missing or finds none; '--device cpu' runs the same checks on the CPU" >&2
  exit 2
fi

benchmarks=tests/TrainingDynamics.Benchmarks
output="${TD_CHECK_OUTPUT:-artifacts/device-check.json}"
if [ -z "${TD_CHECK_BUILT:-}" ]; then
  scripts/setup.sh
  dotnet build "$benchmarks" -c Release --no-restore --verbosity quiet -nologo
  # setup.sh --cuda leaves its libraries here; linked beside this program they come before the package's.
  if [ "$device" != cpu ] && [ -z "${TD_LIBTORCH:-}" ] && [ -d artifacts/cuda/natives ]; then
    mkdir -p "$benchmarks/bin/Release/net10.0/runtimes/linux-x64/native"
    for library in artifacts/cuda/natives/*; do
      ln -sf "$(readlink -f "$library")" "$benchmarks/bin/Release/net10.0/runtimes/linux-x64/native/"
    done
  fi
fi
[ "$device" = cpu ] || nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader
mkdir -p "$(dirname "$output")"
beside="${output%.json}-hugging-face.tsv"
rm -f "$beside"
if command -v python3 >/dev/null; then
  python3 scripts/measure_hugging_face.py --device "$device" --output "$beside"
fi
if [ -s "$beside" ]; then set -- --beside "$beside" "$@"; fi
dotnet "$benchmarks/bin/Release/net10.0/TrainingDynamics.Benchmarks.dll" engine --device "$device" --output "$output" "$@"
