#!/usr/bin/env bash
# What a viewer costs: time to open, bytes sent to the terminal, processor, time of a scrub, memory. Needs tmux and a built td.
# TD is the program, where it is not the one that scripts/td has built.
# Usage: dashboard.sh [PART…]; parts, in this order: data open steady scrub idle million record; none: all.
# And `dashboard.sh data paired`: the time to open against that of the program TD_BEFORE, by turns, so that whatever else the
# machine does slows both; writes results/dashboard-opening.json.
# The times of open, scrub and million are those of a machine that does nothing else; what is measured is kept in TD_BENCH_WORK
# (a temporary folder, where it is not set) until `record` writes results/dashboard.json.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
td="${TD:-$root/src/TrainingDynamics.Cli/bin/Release/td/td}"
examples=67349
epochs=5
warm=150 # seconds; the runtime compiles once more what has been called thirty times, and some is called once a second
work="${TD_BENCH_WORK:-$(mktemp -d)}"
mkdir -p "$work"
run="$work/run"
large="$work/large"
figures="$work/figures.tsv"
tm() { tmux -L "td-bench-$$" -f /dev/null -u "$@"; }
finish() {
  tm kill-server 2>/dev/null || true
  [ -s "$work/writer" ] && kill "$(cat "$work/writer")" 2>/dev/null || true
  rm -f "$work/writer"
  [ -n "${TD_BENCH_WORK:-}" ] || rm -rf "$work"
}
trap finish EXIT
now() { date +%s%N; }
ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }
stamp() { date -u +%Y-%m-%dT%H:%M:%S.%3NZ; }
pid_of() { tm list-panes -t "$1" -F '#{pane_pid}'; }
figure() { (IFS=$'\t' && printf '%s\n' "$*" | tee -a "$figures" >&2); } # what, value, unit, target, note

# Made-up logits of finished epochs, and the events of one more that has begun.
generate() { # folder, examples, epochs
  local e steps=$(($2 / 32))
  mkdir -p "$1/training_dynamics"
  for ((e = 0; e < $3; e++)); do
    awk -v n="$2" -v e="$e" 'BEGIN { srand(e + 1); for (i = 0; i < n; i++) { a = (i % 97) / 24 - 1 + rand() * 2; b = rand() * 2 - 1;
      printf "{\"guid\": %d, \"logits_epoch_%d\": [%.7f, %.7f], \"gold\": %d, \"device\": \"cpu\"}\n", i, e, a, b, i % 2 == 0 ? 0 : (i % 3 == 0) } }' \
      >"$1/training_dynamics/dynamics_epoch_$e.jsonl"
  done
  {
    echo "{\"type\":\"run_started\",\"time\":\"$(stamp)\",\"task\":\"sst2\",\"model\":\"bert-tiny\",\"device\":\"cpu\",\"epochs\":$(($3 + 1)),\"steps_per_epoch\":$steps,\"train_examples\":$2,\"dev_examples\":872,\"steps\":$((steps * ($3 + 1)))}"
    for ((e = 0; e < $3; e++)); do
      echo "{\"type\":\"epoch_finished\",\"time\":\"$(stamp)\",\"epoch\":$e,\"train_loss\":0.4,\"train_accuracy\":0.8}"
      echo "{\"type\":\"evaluated\",\"time\":\"$(stamp)\",\"epoch\":$e,\"metrics\":{\"accuracy\":0.8$e,\"loss\":0.4}}"
    done
  } >"$1/events.jsonl"
}

train() { # ten steps a second, as the training writes them at most
  local i=$((examples / 32 * epochs))
  while :; do
    i=$((i + 4))
    echo "{\"type\":\"step\",\"time\":\"$(stamp)\",\"step\":$i,\"epoch\":$epochs,\"loss\":0.$((2000 + RANDOM % 2000)),\"learning_rate\":3.$((RANDOM))e-5,\"gradient_norm\":1.$RANDOM,\"examples_per_second\":12$((RANDOM % 90)).5}"
    sleep 0.1
  done >>"$run/events.jsonl" &
  echo $! >"$work/writer"
}

open() { # session, run, page, text to wait for: milliseconds from the start of the process to a frame that has it
  local begun
  begun="$(now)"
  tm new-session -d -s "$1" -x 120 -y 36 "exec $td watch $2 --page $3 2>$work/stderr"
  tm pipe-pane -t "$1" -O "cat >$work/$1.bytes"
  until tm capture-pane -p -t "$1" | grep -qE -- "$4"; do sleep 0.01; done
  echo $((($(now) - begun) / 1000000))
}

leave() { tm send-keys -t "$1" q && sleep 0.6; }

measure() { # session, seconds: kilobytes a second and per cent of a core
  local pid bytes cpu
  pid="$(pid_of "$1")"
  bytes="$(stat -c %s "$work/$1.bytes")"
  cpu="$(ticks "$pid")"
  sleep "$2"
  awk -v b=$(($(stat -c %s "$work/$1.bytes") - bytes)) -v t=$(($(ticks "$pid") - cpu)) -v s="$2" -v hz="$(getconf CLK_TCK)" \
    'BEGIN { printf "%.2f %.1f", b / s / 1000, 100 * t / hz / s }'
}

median() { printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"; }
worst() { printf '%s\n' "$@" | sort -n | tail -n 1; }

part_data() {
  rm -rf "$run" "$large" "$figures"
  generate "$run" "$examples" "$epochs"
  generate "$large" 1000000 2
}

part_open() {
  local page text took=()
  for page in run map; do
    [ "$page" = run ] && text='epochs +[0-9]/' || text='variability'
    took=()
    for i in 1 2 3 4 5; do
      took+=("$(open "$page$i" "$run" "$page" "$([ "$page" = run ] && echo 'sst2' || echo "$text")")")
      leave "$page$i"
    done
    figure "start to the $page page$([ "$page" = map ] && echo " of $examples examples × $epochs epochs"), median of 5" \
      "$(median "${took[@]}")" ms "<= 1000" "worst $(worst "${took[@]}")"
  done
}

part_paired() {
  local page text round which begun_load started=() before=() now=() ratio=()
  local opening="$work/opening.tsv" programs=("${TD_BEFORE:?the program to compare with}" "$td")
  begun_load="$(cut -d ' ' -f 1 /proc/loadavg)"
  rm -f "$opening"
  for page in run map; do
    [ "$page" = run ] && text=sst2 || text=variability
    before=() now=() ratio=()
    for ((round = 0; round <= ${TD_BENCH_ROUNDS:-21}; round++)); do
      started=()
      # Every other round the other one begins; the first round is for the caches.
      for which in $((round % 2)) $((1 - round % 2)); do
        started[which]="$(td="${programs[which]}" open "$page$which$round" "$run" "$page" "$text")"
        leave "$page$which$round"
      done
      [ "$round" -gt 0 ] || continue
      before+=("${started[0]}")
      now+=("${started[1]}")
      ratio+=("$(awk -v a="${started[1]}" -v b="${started[0]}" 'BEGIN { printf "%.3f", a / b }')")
    done
    figures="$opening"
    figure "start to the $page page, ${TD_BEFORE_NAME:-before}, median of ${#before[@]}" "$(median "${before[@]}")" ms "" "worst $(worst "${before[@]}")"
    figure "start to the $page page, now, by turns with it" "$(median "${now[@]}")" ms "" "worst $(worst "${now[@]}")"
    figure "now over before, median of the pairs" "$(median "${ratio[@]}")" times "<= 1.05"
  done
  record "Opening the dashboard against an earlier state" "$opening" dashboard-opening.json
  echo "load $begun_load when it began, $(cut -d ' ' -f 1 /proc/loadavg) when it ended" >&2
}

part_steady() {
  local run_kb run_cpu map_kb map_cpu
  train
  open run "$run" run sst2 >/dev/null
  open map "$run" map variability >/dev/null
  sleep "$warm"
  read -r run_kb run_cpu <<<"$(measure run 12)"
  read -r map_kb map_cpu <<<"$(measure map 12)"
  figure "traffic, run page while training" "$run_kb" KB/s "<= 10"
  figure "traffic, map page while training" "$map_kb" KB/s "<= 10"
  figure "processor, run page while training" "$run_cpu" "% of a core" "<= 5"
  figure "processor, map page while training" "$map_cpu" "% of a core" "<= 5"
}

# From the key to the first change of the screen; asking tmux takes some of it.
part_scrub() {
  local key before begun took=()
  train
  open map "$run" map variability >/dev/null
  sleep 5
  for key in '<' '<' '<' '<' '>' '>' '>' '>' '<' '<'; do
    before="$(tm capture-pane -p -t map)"
    begun="$(now)"
    tm send-keys -t map "$key"
    while [ "$(tm capture-pane -p -t map)" = "$before" ]; do :; done
    took+=($((($(now) - begun) / 1000000)))
    sleep "1.$((RANDOM % 90 + 10))"
  done
  figure "scrub by an epoch, median of ${#took[@]}" "$(median "${took[@]}")" ms "<= 100" "worst $(worst "${took[@]}")"
}

part_idle() {
  local kb cpu
  [ -s "$work/writer" ] && kill "$(cat "$work/writer")" && rm "$work/writer"
  cp "$run/events.jsonl" "$work/events.kept"
  echo "{\"type\":\"run_finished\",\"time\":\"$(stamp)\",\"seconds\":60}" >>"$run/events.jsonl"
  open run "$run" run finished >/dev/null
  sleep "$warm"
  read -r kb cpu <<<"$(measure run 20)"
  mv "$work/events.kept" "$run/events.jsonl"
  figure "traffic, finished run" "$kb" KB/s
  figure "processor, finished run" "$cpu" "% of a core"
}

part_million() {
  local took
  took="$(open large "$large" map 'evenly sampled.*')"
  figure "start to the map of the first epoch of 1,000,000 examples, sampled" "$took" ms
  until tm capture-pane -p -t large | grep -F 'epochs 1–2' >&2; do sleep 0.1; done
  sleep 1
  figure "memory of that viewer" "$(awk '/VmRSS/ { printf "%.0f", $2 / 1000 }' "/proc/$(pid_of large)/status")" MB
}

part_record() { record "What a viewer costs" "$figures" dashboard.json; }

record() { # title, figures, file in results
  local here benchmarks
  here="$(dirname "${BASH_SOURCE[0]}")"
  benchmarks="$here/bin/Release/net10.0/TrainingDynamics.Benchmarks"
  [ -x "$benchmarks" ] || dotnet build "$here" -c Release --no-restore -v quiet -nologo
  "$benchmarks" record "$1" "$2" "$here/results/$3" \
    "Terminal.Gui=$(sed -n 's/^ *Terminal.Gui (\([^)]*\)).*/\1/p' "$root/paket.lock" | head -n 1)" "tmux=$(tmux -V | cut -d ' ' -f 2)"
  "$here/table.sh"
}

for part in "${@:-data open steady scrub idle million record}"; do
  for name in $part; do
    "part_$name"
    tm kill-server 2>/dev/null || true
  done
done
