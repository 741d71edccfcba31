#!/usr/bin/env bash
# Writes docs/benchmarks.md from the committed results.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
"$here/bin/Release/net10.0/TrainingDynamics.Benchmarks" table "$here/results" >"$here/../../docs/benchmarks.md"
