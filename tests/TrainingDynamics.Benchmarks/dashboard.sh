#!/usr/bin/env bash
# What a viewer costs: bytes sent to the terminal, processor, time to open, time of a scrub. Prints a table; the committed one
# is in results/dashboard.md. Needs tmux. Usage: dashboard.sh [examples] [epochs]
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
td="$root/src/TrainingDynamics.Cli/bin/Release/net10.0/td"
examples="${1:-67349}"
epochs="${2:-5}"
work="$(mktemp -d)"
tm() { tmux -L td-bench -f /dev/null -u "$@"; }
finish() {
  tm kill-server 2>/dev/null || true
  [ -s "$work/writer" ] && kill "$(cat "$work/writer")" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT
now() { date +%s%N; }
ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }

# A run of made-up logits, finished epochs and all; its events go on for as long as the measurement needs.
run="$work/run"
mkdir -p "$run/training_dynamics"
for ((e = 0; e < epochs; e++)); do
  awk -v n="$examples" -v e="$e" 'BEGIN { srand(e + 1); for (i = 0; i < n; i++) { a = (i % 97) / 24 - 1 + rand() * 2; b = rand() * 2 - 1;
    printf "{\"guid\": %d, \"logits_epoch_%d\": [%.7f, %.7f], \"gold\": %d, \"device\": \"cpu\"}\n", i, e, a, b, i % 2 == 0 ? 0 : (i % 3 == 0) } }' \
    >"$run/training_dynamics/dynamics_epoch_$e.jsonl"
done
stamp() { date -u +%Y-%m-%dT%H:%M:%S.%3NZ; }
steps=$((examples / 32))
events="$run/events.jsonl"
echo "{\"type\":\"run_started\",\"time\":\"$(stamp)\",\"task\":\"sst2\",\"model\":\"bert-tiny\",\"device\":\"cpu\",\"epochs\":$((epochs + 1)),\"steps_per_epoch\":$steps,\"train_examples\":$examples,\"dev_examples\":872,\"steps\":$((steps * (epochs + 1)))}" >"$events"
for ((e = 0; e < epochs; e++)); do
  echo "{\"type\":\"epoch_finished\",\"time\":\"$(stamp)\",\"epoch\":$e,\"train_loss\":0.4,\"train_accuracy\":0.8}" >>"$events"
  echo "{\"type\":\"evaluated\",\"time\":\"$(stamp)\",\"epoch\":$e,\"metrics\":{\"accuracy\":0.8$e,\"loss\":0.4}}" >>"$events"
done
(
  i=$((steps * epochs))
  while :; do
    i=$((i + 4))
    echo "{\"type\":\"step\",\"time\":\"$(stamp)\",\"step\":$i,\"epoch\":$epochs,\"loss\":0.$((2000 + RANDOM % 2000)),\"learning_rate\":3.$((RANDOM))e-5,\"gradient_norm\":1.$RANDOM,\"examples_per_second\":12$((RANDOM % 90)).5}"
    sleep 0.1
  done
) >>"$events" &
echo $! >"$work/writer"

open() { # page, text to wait for
  local begun
  begun="$(now)"
  tm new-session -d -s "$1" -x 120 -y 36 "exec $td watch $run --page $1"
  tm pipe-pane -t "$1" -O "cat > $work/$1.bytes"
  until tm capture-pane -p -t "$1" | grep -qF -- "$2"; do sleep 0.01; done
  echo $((($(now) - begun) / 1000000))
}
pid_of() { tm list-panes -t "$1" -F '#{pane_pid}'; }
measure() { # page, seconds: bytes a second and per cent of a core
  local pid bytes cpu
  pid="$(pid_of "$1")"
  bytes="$(stat -c %s "$work/$1.bytes")"
  cpu="$(ticks "$pid")"
  sleep "$2"
  echo "$((($(stat -c %s "$work/$1.bytes") - bytes) / $2)) $(awk -v t=$(($(ticks "$pid") - cpu)) -v s="$2" -v hz="$(getconf CLK_TCK)" 'BEGIN { printf "%.1f", 100 * t / hz / s }')"
}

opened_run="$(open run training)"
opened_map="$(open map variability)"
sleep 25 # the runtime compiles what is used often
read -r run_bytes run_cpu <<<"$(measure run 10)"
read -r map_bytes map_cpu <<<"$(measure map 10)"

# Each scrub: from the key to the first change of the screen; the polling itself takes some of it.
worst=0
total=0
for key in '<' '<' '<' '>' '>'; do
  before="$(tm capture-pane -p -t map)"
  begun="$(now)"
  tm send-keys -t map "$key"
  while [ "$(tm capture-pane -p -t map)" = "$before" ]; do :; done
  took=$((($(now) - begun) / 1000000))
  total=$((total + took))
  [ "$took" -le "$worst" ] || worst="$took"
  sleep 1
done

kill "$(cat "$work/writer")"
rm "$work/writer"
echo "{\"type\":\"run_finished\",\"time\":\"$(stamp)\",\"seconds\":60}" >>"$events"
sleep 3
read -r idle_bytes idle_cpu <<<"$(measure run 10)"

cat <<TABLE
| what | measured | bound |
|---|---|---|
| traffic, run page while training | $(awk -v b="$run_bytes" 'BEGIN { printf "%.1f", b / 1000 }') KB/s | 10 KB/s |
| traffic, map page while training | $(awk -v b="$map_bytes" 'BEGIN { printf "%.1f", b / 1000 }') KB/s | 10 KB/s |
| traffic, finished run | $(awk -v b="$idle_bytes" 'BEGIN { printf "%.2f", b / 1000 }') KB/s | near 0 |
| processor, run page while training | $run_cpu % of a core | 5 % |
| processor, map page while training | $map_cpu % of a core | 5 % |
| processor, finished run | $idle_cpu % of a core | 5 % |
| start to the run page | $opened_run ms | 1000 ms |
| start to the map of $examples examples × $epochs epochs | $opened_map ms | 1000 ms |
| scrub by an epoch, mean and worst of 5 | $((total / 5)) ms, $worst ms | 100 ms |
TABLE
