# Sourced by checks in bash that need a gateway of their own: made by `concordat init` in a folder, on a free port of the
# loopback interface, ended with the check. Nothing is waited for by sleeping.
#
#   trap 'kill_gateway; rm -rf "$run"' EXIT
#   start_gateway CONCORDAT CONCORDATD "$run"      its configuration is in "$run/gateway"
#   send --json FILE...; receive --count 1         as riverside-trust and as eastshire-council
#   stop_gateway                                   TERM: all that was committed is published then

gateway_pid=

start_gateway() {
  gateway_tool=$1
  gateway_run=$3
  local ready port
  "$1" init "$3/gateway" >"$3/init.out"
  sed -i 's/127\.0\.0\.1:7443/127.0.0.1:0/' "$3/gateway/gateway.yaml"
  mkfifo "$3/said"
  "$2" --config "$3/gateway" >"$3/said" 2>"$3/errors" &
  gateway_pid=$!
  read -r -t 60 ready <"$3/said" || { cat "$3/errors"; exit 1; }
  port=$(sed -n 's/^concordatd is ready: native door on 127\.0\.0\.1:\([0-9]*\).*/\1/p' <<<"$ready")
  sed -i "s/127\.0\.0\.1:7443/127.0.0.1:$port/" "$3/gateway/clients/"*.yaml
}

send() { "$gateway_tool" send --client "$gateway_run/gateway/clients/riverside-trust.yaml" "$@" >"$gateway_run/sent"; }

receive() {
  "$gateway_tool" receive --client "$gateway_run/gateway/clients/eastshire-council.yaml" --out "$gateway_run/in" "$@" >"$gateway_run/received"
}

stop_gateway() {
  kill -TERM "$gateway_pid"
  wait "$gateway_pid" || { cat "$gateway_run/errors"; exit 1; }
  gateway_pid=
}

kill_gateway() { [[ -z $gateway_pid ]] || kill -KILL "$gateway_pid" 2>/dev/null || true; }
