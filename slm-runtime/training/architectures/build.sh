#!/usr/bin/env bash
# Makes model folders with random weights in the architectures that the engine runs. Needs Python 3.11.
#   build.sh [--size small|published] [--out FOLDER] [--only NAMES] [further options of build.py]
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cache="${WEIR_TRAINING_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/weir-training}/architectures"
python="$cache/venv/bin/python"

mkdir -p "$cache"
if ! cmp -s "$here/requirements.txt" "$cache/venv/installed.txt"; then
  "${PYTHON:-python3.11}" -m venv --clear "$cache/venv"
  "$python" -m pip install --quiet --requirement "$here/requirements.txt"
  cp "$here/requirements.txt" "$cache/venv/installed.txt"
fi

# Waiting threads sleep instead of spinning: on a machine that others use too, spinning is many times slower.
export OMP_WAIT_POLICY=passive
PYTHONPATH="$here/.." exec "$python" -m architectures.build --work "$cache" "$@"
