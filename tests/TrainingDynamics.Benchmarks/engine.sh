#!/usr/bin/env bash
# Measures training on the CPU, a process of a minute or less per part, and writes results/engine-PART.json.
# TD_BENCH_PREFIX: a command before each part, such as one that waits until the machine is free. SST-2 is read from
# ../shared/data/glue; the parts that need it are left out where it is absent.
#   engine.sh [PART …]     all parts, or those
#   engine.sh accuracy     three seeds of SST-2 on the fast and on the plain way, on one thread: half an hour
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
program=tests/TrainingDynamics.Benchmarks/bin/Release/net10.0/TrainingDynamics.Benchmarks.dll
[ -n "${TD_BENCH_BUILT:-}" ] || dotnet build tests/TrainingDynamics.Benchmarks -c Release --verbosity quiet -nologo
[ $# -gt 0 ] || set -- tiny mini base base-128 bf16 optimizer outside epoch recording kernels-tiny kernels-mini kernels-base profile-tiny profile-mini profile-base
for part in "$@"; do
  echo "== $part"
  ${TD_BENCH_PREFIX:-} dotnet "$program" engine "$part"
done
tests/TrainingDynamics.Benchmarks/table.sh
