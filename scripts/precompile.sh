#!/usr/bin/env bash
# Copies td's output folder and compiles its assemblies ahead of time there, which halves its start-up.
# Usage: scripts/precompile.sh FROM TO; without the compiler (a package that setup.sh restores) TO is a plain copy.
# All assemblies are compiled into one image, so nothing in TO may be replaced singly. TO is a link to a folder of its own for
# each build, because a run that is going on loads assemblies from its folder until it ends.
set -euo pipefail
from="$(cd "$1" && pwd)"
to="$2"
compiler="$(find "${NUGET_PACKAGES:-$HOME/.nuget/packages}/microsoft.netcore.app.crossgen2.linux-x64" \
  -path '*/tools/crossgen2' -type f 2>/dev/null | sort -V | tail -n 1)"
framework="$(dotnet --list-runtimes | sed -n 's/^Microsoft.NETCore.App \(10\.[^ ]*\) \[\(.*\)\]$/\2\/\1/p' | sort -V | tail -n 1)"
rm -rf "$to.new"
cp -r "$from" "$to.new"

if [ -n "$compiler" ] && [ -n "$framework" ] && [ "$(uname -m)" = x86_64 ]; then
  inputs=()
  for assembly in "$from"/{td,TrainingDynamics.*,FSharp.Core,System.CommandLine,Spectre.Console*,ParquetSharp,ScottPlot,SkiaSharp,Terminal.Gui,Wcwidth,ColorHelper,Microsoft.Extensions.*,*System.IO.Abstractions*}.dll; do
    [ -e "$assembly" ] && inputs+=("$assembly")
  done
  chmod +x "$compiler" 2>/dev/null || true
  # One image: the runtime looks for a generic method's code in the image of the method's own assembly, and only one of all
  # of them has what td makes of the libraries' generics. x86-64-v3 is AVX2 and FMA; where a processor lacks them the runtime
  # compiles those methods itself.
  "$compiler" "${inputs[@]}" -o "$to.new/td.r2r.dll" -r "$framework/*.dll" -r "$from/*.dll" \
    --composite --inputbubble --targetos linux --targetarch x64 --instruction-set x86-64-v3 -O
else
  echo "precompile: no ahead-of-time compiler here; td starts slower" >&2
fi
built="$to-$(date +%s)-$$"
mv "$to.new" "$built"
[ -L "$to" ] || rm -rf "$to"
ln -sfn "$(basename "$built")" "$to"
live="$(ls -l /proc/[0-9]*/exe 2>/dev/null || true)"
for old in "$to"-*; do
  [ "$old" = "$built" ] || grep -qF "$(readlink -f "$old")/" <<<"$live" || rm -rf "$old"
done
