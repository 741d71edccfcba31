#!/usr/bin/env bash
# Restores the tools and packages; safe to run again, does nothing when all is there.
# PAKET_SOURCE, if unset, becomes the first enabled NuGet source of this user.
#   scripts/setup.sh --cuda [SOURCE]   also libtorch with CUDA, several gigabytes, outside Paket
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if ! command -v dotnet >/dev/null; then
  echo "setup: 'dotnet' is not on the PATH; install the .NET 10 SDK (global.json asks for 10.0)" >&2
  exit 2
fi
if [ -z "${PAKET_SOURCE:-}" ]; then
  PAKET_SOURCE="$(dotnet nuget list source --format short | sed -n 's/^E[A-Z]* //p' | head -n 1)"
  if [ -z "$PAKET_SOURCE" ]; then
    echo "setup: no NuGet source is enabled; 'dotnet nuget list source' shows them, 'dotnet nuget enable source NAME' enables one" >&2
    exit 2
  fi
fi
export PAKET_SOURCE DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

dotnet tool restore >/dev/null
dotnet paket restore >/dev/null
dotnet restore TrainingDynamics.sln --verbosity quiet

if [ "${1:-}" = --cuda ]; then
  shift
  scripts/cuda/restore.sh "$@"
fi
