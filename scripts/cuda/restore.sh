#!/usr/bin/env bash
# Restores libtorch with CUDA and links its libraries to where the loader looks before the package's own.
#   scripts/cuda/restore.sh [SOURCE [FOLDER …]]
# SOURCE: a NuGet source that has TorchSharp-cuda-linux; without it the user's own. FOLDER: a program's; without any, td's.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
work="${TD_CUDA_FOLDER:-$root/artifacts/cuda}"
source="${1:-}"
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- "$root/src/TrainingDynamics.Cli/bin/Release/net10.0"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

mkdir -p "$work/project"
cp "$here"/cuda.csproj "$here"/Directory.Build.* "$work/project"
# A package folder of its own: the files are several gigabytes and of no use to other projects.
arguments=(--packages "$work/packages")
[ -z "$source" ] || arguments+=(--source "$source")
if ! dotnet restore "$work/project/cuda.csproj" --verbosity quiet "${arguments[@]}" >"$work/restore.log" 2>&1; then
  grep -m 3 'error' "$work/restore.log" >&2 || cat "$work/restore.log" >&2
  echo "setup: TorchSharp-cuda-linux 0.107.0 could not be restored; name a NuGet source that has it (setup.sh --cuda SOURCE), or set TD_LIBTORCH to an installed PyTorch" >&2
  exit 2
fi
# The build, too: the packages hold large libraries in pieces, and their targets put them together.
dotnet build "$work/project/cuda.csproj" --no-restore -c Release --verbosity quiet -nologo -p:RestorePackagesPath="$work/packages" -o "$work/built"

natives="$work/natives"
rm -rf "$natives"
mkdir -p "$natives"
find "$work/built" -name '*.so*' -type f -exec ln -sf {} "$natives/" \;
# The packages' own folders last: what a target puts together there while building may have been copied before it was whole.
find "$work/packages" -path '*/runtimes/linux-x64/native/*' -name '*.so*' ! -name '*.fragment*' ! -name '*.sha' -type f -exec ln -sf {} "$natives/" \;
if [ ! -e "$natives/libtorch_cuda.so" ]; then
  echo "setup: the packages were restored, but libtorch_cuda.so is not among their libraries: $work/built" >&2
  exit 2
fi
for folder in "$@"; do
  target="$folder/runtimes/linux-x64/native"
  mkdir -p "$target"
  for library in "$natives"/*; do
    ln -sf "$(readlink -f "$library")" "$target/$(basename "$library")"
  done
  echo "linked $(ls "$natives" | wc -l) libraries into $target"
done
