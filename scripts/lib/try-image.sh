# Run by scripts/check-docker in a network of its own: starts the image's entrypoint and tries what its
# users rely on. ENTRYPOINT and CHECK hold the image's words, one per line.
#
#   try-image.sh IMAGE
set -euo pipefail
ip link set lo up
mapfile -t entrypoint <<<"$ENTRYPOINT"
mapfile -t check < <(tail -n +2 <<<"$CHECK") # without the word CMD
container=$(buildah from --pull-never "$1")
log=$(mktemp)
server=
inside() { buildah run "$container" -- "$@" </dev/null; }
stop() { # whatever happened, no server stays
  [ -z "$server" ] || inside sh -c 'kill -KILL $(cat /tmp/pid)' || true
  rm -f "$log"
}
trap stop EXIT
step() { echo "  $*"; }

inside sh -c 'echo $$ >/tmp/pid; exec "$@"' sh "${entrypoint[@]}" >"$log" 2>&1 &
server=$!
for ((tick = 0; tick < 200; tick++)); do
  ! grep -q 'Ready\.$' "$log" || break
  kill -0 $server 2>/dev/null || break
  sleep 0.1
done
cat "$log"
grep -q 'Ready\.$' "$log"
step "does not run as root"
[ "$(inside id -u)" != 0 ]
step "its health check passes: ${check[*]}"
inside "${check[@]}"
for port in 9324 4566; do
  step "answers on port $port"
  curl -sSf "http://127.0.0.1:$port/health" | grep -qx OK
  curl -sSf "http://127.0.0.1:$port/?Action=CreateQueue&QueueName=q&Version=2012-11-05" |
    grep -q "<QueueUrl>http://127.0.0.1:$port/000000000000/q</QueueUrl>"
done
step "may write to /data"
inside touch /data/writable
step "exits 0 on SIGTERM"
inside sh -c 'kill -TERM $(cat /tmp/pid)'
wait $server
server=
step "its health check fails when it is gone"
! inside "${check[@]}" 2>/dev/null
