#!/bin/sh
# Verifies the operations files: Prometheus, alerts, dashboard, containers. Says what it could not check.
set -eu

cd "$(dirname -- "$0")/.."
dashboard=config/grafana/weir.json
metrics=docs/reference/metrics.md
unchecked=

fail() {
    echo "check: $1" >&2
    exit 1
}

not_checked() {
    echo "NOT CHECKED: $1" >&2
    unchecked=yes
}

command -v promtool >/dev/null 2>&1 || fail "promtool is missing; install it with: apt-get install prometheus"
command -v jq >/dev/null 2>&1 || fail "jq is missing; install it with: apt-get install jq"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

echo "== Prometheus: configuration, rules, tests of the alerts"
promtool check config config/prometheus/prometheus.yml
promtool test rules config/prometheus/rules-test.yml

for alert in $(sed -n 's/^ *- alert: //p' config/prometheus/rules.yml); do
    grep -q "alertname: $alert\$" config/prometheus/rules-test.yml || fail "the alert $alert has no test in rules-test.yml"
done
alerts=$(grep -c '^ *- alert:' config/prometheus/rules.yml)
[ "$(grep -c '^ *summary:' config/prometheus/rules.yml)" = "$alerts" ] || fail "an alert has no summary"
[ "$(grep -c '^ *action:' config/prometheus/rules.yml)" = "$alerts" ] || fail "an alert does not say what to do"

echo "== Dashboard: shape and the syntax of every query"
jq -e '
    [.panels[], (.panels[].panels // [])[]] as $all
    | [$all[] | select(.type != "row")] as $panels
    | def holds(what; condition): if condition then true else error(what) end;
      holds("two panels share an id"; ($all | map(.id) | length == (unique | length)))
    | holds("a panel has no description"; all($panels[]; (.description // "") != ""))
    | holds("a panel has no unit"; all($panels[]; .type == "heatmap" or (.fieldConfig.defaults.unit // "") != ""))
    | holds("a panel has no query"; all($panels[]; (.targets | length) > 0))
    | holds("a query has its own data source"; all($panels[].targets[]; .datasource.uid == "${datasource}"))
    | holds("two panels overlap"; [$all[] | .gridPos as $g
        | range($g.y; $g.y + $g.h) as $y | range($g.x; $g.x + $g.w) as $x | [$x, $y]] | length == (unique | length))
    | holds("a panel is wider than the page"; all($all[].gridPos; .x + .w <= 24))
' "$dashboard" >/dev/null || fail "the dashboard is not as it should be"

# JSON is YAML, so the queries become recording rules without quoting by hand.
jq '{groups: [{name: "dashboard", rules: [
        [.panels[], (.panels[].panels // [])[]][] | .id as $panel | .targets[]?
        | {record: "panel:\($panel):\(.refId)",
           expr: (.expr | gsub("\\$__rate_interval"; "5m") | gsub("\\$route"; ".*") | gsub("\\$job"; "weir"))}
    ]}]}' "$dashboard" >"$scratch/dashboard.yml"
grep -q '\$' "$scratch/dashboard.yml" && fail "a query uses a variable that this script does not know"
promtool check rules "$scratch/dashboard.yml"

echo "== Metrics: every one that is used is described"
cat "$scratch/dashboard.yml" config/prometheus/rules.yml \
    | grep -oE 'weir_[a-z_]+' | sed -E 's/_(bucket|count|sum|max)$//' | sort -u >"$scratch/used"
while read -r metric; do
    grep -q "\`$metric\`" "$metrics" || fail "$metric is used but not described in $metrics"
done <"$scratch/used"
echo "  $(wc -l <"$scratch/used") metrics"

echo "== Containers"
if docker compose version >/dev/null 2>&1; then
    docker compose -f docker/compose.yml config -q
    echo "  docker/compose.yml is valid"
else
    not_checked "docker/compose.yml, because the docker client with compose is missing"
fi
if command -v hadolint >/dev/null 2>&1; then
    hadolint docker/Dockerfile
    echo "  docker/Dockerfile passes hadolint"
else
    not_checked "docker/Dockerfile, because hadolint is missing"
fi
not_checked "that the image builds and the containers run; docker/README.md says how to try"

[ -z "$unchecked" ] || echo "== Passed, but for what is marked NOT CHECKED above"
