"""Prints a report of `weir bench --json` as Markdown tables: python tables.py RESULT.json"""

import json
import sys

KINDS = {"PREFILL": "prefill", "FIRST_TOKEN": "first token after", "DECODE": "decode, batch",
         "STALL": "longest stall, batch", "OUTSIDE_MODEL": "outside the model, batch"}


def numbers(spread):
    form = "{:,.0f}" if spread["median"] >= 100 else "{:.1f}"
    return f"{form.format(spread['median'])} ({form.format(spread['least'])}–{form.format(spread['most'])})"


def main(path):
    report = json.load(open(path))
    cells = [{(c["cell"]["measure"], c["cell"]["size"]): c for c in r["cells"]} for r in report["results"]]
    ratios = {(r["cell"]["measure"], r["cell"]["size"]): r for r in report["ratios"]}
    names = [r["contestant"] for r in report["results"]]
    print("| | unit |", " | ".join(names), "| ratio to the best |")
    print("|---" * (len(names) + 3) + "|")
    for key, ours in cells[0].items():
        row = [f"{KINDS[key[0]]} {key[1]}", ours["unit"]]
        row += [numbers(c[key]["numbers"]) if key in c else "" for c in cells]
        row += [f"{ratios[key]['ratio']:.2f}" if key in ratios else ""]
        print("|", " | ".join(row), "|")
    memory = report["memory"]
    print(f"\n{memory['resident'] / 1e6:,.0f} MB resident.")


if __name__ == "__main__":
    main(sys.argv[1])
