#!/bin/sh
# Runs every query of the dashboard against a Prometheus: query-dashboard.sh http://127.0.0.1:9090 [WINDOW]
#
# Prints one line per query. Fails on an error, on NaN or infinity, and on an empty answer where traffic should have
# left something. Panels whose description says "Empty until ..." wait for an event that may never come, such as a
# failure; they may be empty. Those that say "Empty while ..." may be empty with --idle only; with --complete none may.
# WINDOW (1m) stands for $__rate_interval and must hold two scrapes with traffic between them.
set -eu

usage() {
    echo "usage: query-dashboard.sh [--idle | --complete] PROMETHEUS_URL [WINDOW]" >&2
    exit 2
}

may_be_empty="Empty until "
case ${1:-} in
    --idle) may_be_empty="Empty (until|while) " && shift ;;
    --complete) may_be_empty="^$" && shift ;;
    --*) usage ;;
esac
[ $# -ge 1 ] || usage
prometheus=${1%/}
window=${2:-1m}
dashboard=$(dirname -- "$0")/grafana/weir.json
for tool in curl jq; do
    command -v $tool >/dev/null 2>&1 || { echo "$tool is missing; install it with: apt-get install $tool" >&2; exit 1; }
done
curl -sf -o /dev/null --max-time 10 "$prometheus/-/ready" || { echo "no Prometheus answers at $prometheus" >&2; exit 1; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

jq -r --arg window "$window" --arg may_be_empty "$may_be_empty" '
    [.panels[], (.panels[].panels // [])[]][]
    | (if (.description // "") | test($may_be_empty) then "optional" else "required" end) as $need
    | .title as $title
    | .targets[]?
    | [$need, "\($title) [\(.refId)]",
       (.expr | gsub("\\$__rate_interval"; $window) | gsub("\\$route"; ".*") | gsub("\\$job"; "weir"))]
    | join("\u001f")
' "$dashboard" >"$scratch/queries"

failed=0
while IFS=$(printf '\037') read -r need name query; do
    curl -sS -G --max-time 30 --data-urlencode "query=$query" "$prometheus/api/v1/query" >"$scratch/answer" \
        || echo '{"status":"error","error":"no answer from '"$prometheus"'"}' >"$scratch/answer"
    verdict=$(jq -r --arg need "$need" '
        if .status != "success" then "ERROR \(.error // "not an answer of Prometheus")"
        elif (.data.result | length) == 0 then (if $need == "optional" then "EMPTY (allowed)" else "EMPTY" end)
        elif any(.data.result[].value[1]; . == "NaN" or . == "+Inf" or . == "-Inf") then "ERROR a value is not a number"
        else "OK    \(.data.result | length) series" end' "$scratch/answer" 2>/dev/null) \
        || verdict="ERROR not an answer of Prometheus"
    printf '%-16s %s\n' "$verdict" "$name"
    case $verdict in
        OK* | "EMPTY (allowed)") ;;
        *)
            failed=$((failed + 1))
            echo "                 $query"
            ;;
    esac
done <"$scratch/queries"

echo "$(wc -l <"$scratch/queries") queries, $failed failed"
[ "$failed" -eq 0 ]
