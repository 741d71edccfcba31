#!/usr/bin/env bash
# A viewer over SSH whose connection is cut in the middle: the training must not notice, the viewer must end by itself,
# and a second session must show the same run. Needs sshd, ssh and tmux; says so and ends with 77 where one is missing.
# Everything is private: throw-away keys, a configuration of its own, a high port on localhost.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
sshd="$(command -v sshd || ls /usr/sbin/sshd 2>/dev/null || true)"
for tool in "${sshd:-sshd}" ssh ssh-keygen tmux; do
  if ! command -v "$tool" >/dev/null; then
    echo "ssh_cut: skipped, '$tool' is not here (Debian: apt-get install openssh-server openssh-client tmux)"
    exit 77
  fi
done

td="$root/src/TrainingDynamics.Cli/bin/Release/net10.0/td"
[ -x "$td" ] || "$root/scripts/td" --help >/dev/null
work="$(mktemp -d)"
port="${TD_SSH_PORT:-42022}"
tm() { tmux -L "td-ssh-$port" -f /dev/null -u "$@"; }
finish() {
  tm kill-server 2>/dev/null || true
  for file in "$work/train.pid" "$work/sshd.pid"; do
    [ -s "$file" ] && kill "$(cat "$file")" 2>/dev/null || true
  done
  wait # the training writes until it has ended
  rm -rf "$work"
}
trap finish EXIT

# Waits up to a minute until the pane $1 shows $2.
shows() {
  for _ in $(seq 300); do
    if tm capture-pane -p -t "$1" 2>/dev/null | grep -qF -- "$2"; then return; fi
    sleep 0.2
  done
  echo "ssh_cut: pane $1 never showed '$2', but" >&2
  tm capture-pane -p -t "$1" >&2 || true
  exit 1
}

ssh-keygen -q -t ed25519 -N '' -f "$work/host"
ssh-keygen -q -t ed25519 -N '' -f "$work/user"
cp "$work/user.pub" "$work/authorized"
chmod 600 "$work/authorized"
cat >"$work/sshd_config" <<CONFIG
Port $port
ListenAddress 127.0.0.1
HostKey $work/host
AuthorizedKeysFile $work/authorized
PidFile $work/sshd.pid
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes no
CONFIG
[ "$(id -u)" != 0 ] || mkdir -p /run/sshd
"$sshd" -f "$work/sshd_config" -E "$work/sshd.log"

run="$work/log/demo/bert-tiny"
"$td" train --task demo --from-scratch --epochs 200 --threads 1 --max-length 32 --output-dir "$work/log" >"$work/train.log" 2>&1 &
echo $! >"$work/train.pid"
until [ -s "$run/events.jsonl" ]; do
  kill -0 "$(cat "$work/train.pid")" || { cat "$work/train.log" >&2; exit 1; }
  sleep 0.2
done

login="ssh -tt -p $port -i $work/user -o UserKnownHostsFile=$work/known -o StrictHostKeyChecking=accept-new -o LogLevel=ERROR 127.0.0.1"
tm new-session -d -s first -x 100 -y 30 "$login env TERM=screen-256color DOTNET_ROOT=${DOTNET_ROOT:-} PATH=$PATH LC_ALL=C.UTF-8 $td watch $run; sleep 600"
shows first "training"
viewer="$(pgrep -f "$td watch $run" | while read -r pid; do [ "$(readlink "/proc/$pid/exe")" = "$(readlink -f "$td")" ] && echo "$pid"; done | head -n 1)"
echo "ssh_cut: the viewer $viewer shows the run; its connection is cut now"

# The client dies without a word, as a laptop's lid does; sshd then hangs the terminal up.
kill -9 "$(pgrep -f "ssh -tt -p $port" | head -n 1)"
for _ in $(seq 100); do
  kill -0 "$viewer" 2>/dev/null || break
  sleep 0.1
done
if kill -0 "$viewer" 2>/dev/null; then echo "ssh_cut: the viewer $viewer is still there" >&2; exit 1; fi
echo "ssh_cut: the viewer has ended by itself"

before="$(wc -l <"$run/events.jsonl")"
sleep 3
kill -0 "$(cat "$work/train.pid")" || { echo "ssh_cut: the training has ended" >&2; exit 1; }
after="$(wc -l <"$run/events.jsonl")"
[ "$after" -gt "$before" ] || { echo "ssh_cut: the training stands still" >&2; exit 1; }
echo "ssh_cut: the training went on, $((after - before)) events in three seconds"

tm new-session -d -s second -x 100 -y 30 "$login env TERM=screen-256color DOTNET_ROOT=${DOTNET_ROOT:-} PATH=$PATH LC_ALL=C.UTF-8 $td watch $run; sleep 600"
shows second "training"
echo "ssh_cut: attached again"
tm capture-pane -p -t second | head -n 6
tm send-keys -t second q
echo "ssh_cut: passed"
