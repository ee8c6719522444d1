"""Writes what jinja2, configured as Hugging Face transformers configures it, makes of chat templates.

    pip install -r requirements.txt
    python make_golden.py [--shared ../../../../shared]

Our own templates and snippets are stored with their full text; of templates that belong to others only digests.
"""

import argparse
import copy
import datetime
import hashlib
import json
import pathlib
import re

import jinja2
import jinja2.ext
import jinja2.nodes
import jinja2.sandbox

import snippets

RESOURCES = pathlib.Path(__file__).resolve().parents[2] / "src/test/resources/chat-templates"
ADDRESS = re.compile(r"<[^<>]+ at 0x[0-9a-f]+>")  # a print of an object that has none; nobody wants it in a prompt
NOW = datetime.datetime(2024, 7, 5, 9, 4, 3, 6000)


class Refused(Exception):
    """A template refused a conversation."""


class GenerationTag(jinja2.ext.Extension):
    """The tag that marks what the model is trained on; it changes no output."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_render"), [], [], body).set_lineno(line)

    def _render(self, caller):
        return caller()


def tojson(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(
        value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys
    )


def raise_exception(message):
    raise Refused(message)


def environment():
    made = jinja2.sandbox.ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[GenerationTag, "jinja2.ext.loopcontrols"]
    )
    made.filters["tojson"] = tojson
    made.globals["raise_exception"] = raise_exception
    made.globals["strftime_now"] = NOW.strftime
    return made


def render(source, variables):
    """The text, the message of a refusal, or that it failed."""
    try:
        text = environment().from_string(source).render(**variables)
    except Refused as refusal:
        return {"refusal": str(refusal)}
    except Exception:
        return {"fails": True}
    return {"fails": True} if ADDRESS.search(text) else {"text": text}


def snippet(source):
    # Some of jinja2's filters change the list they are given.
    outcome = render(source, copy.deepcopy(snippets.VARIABLES))
    refused = snippets.is_refused_here(source, outcome.get("text", ""))
    return {"source": source, **({"fails": True} if refused else outcome)}


def variables_of(conversation):
    return {
        **conversation["extra"],
        "messages": conversation["messages"],
        "tools": conversation["tools"],
        "add_generation_prompt": conversation["add_generation_prompt"],
    }


def digest(outcome):
    """What may be kept of the output of somebody else's template."""
    text = outcome.get("text", outcome.get("refusal"))
    if text is None:
        return outcome
    kind = "text" if "text" in outcome else "refusal"
    encoded = text.encode()
    return {"kind": kind, "sha256": hashlib.sha256(encoded).hexdigest(), "bytes": len(encoded)}


def published_templates(shared):
    models = shared / "models"
    for path in sorted(models.glob("chat-templates/*.jinja")):
        yield path.relative_to(shared).as_posix(), path.read_text(encoding="utf-8")
    configs = [models / "stories260K-onnx/tokenizer_config.json", *models.glob("tokenizers/*/tokenizer_config.json")]
    for path in sorted(configs):
        yield path.relative_to(shared).as_posix(), json.loads(path.read_text(encoding="utf-8"))["chat_template"]


def write(name, value):
    (RESOURCES / name).write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_rows(name, rows):
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (RESOURCES / name).write_text("[\n" + lines + "\n]\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=pathlib.Path, help="folder with the templates of published models")
    arguments = parser.parse_args()
    conversations = json.loads((RESOURCES / "conversations.json").read_text(encoding="utf-8"))

    def outcomes(source, keep):
        return {talk["name"]: keep(render(source, variables_of(talk))) for talk in conversations}

    ours = sorted(RESOURCES.glob("*.jinja"))
    write("rendered.json", {path.stem: outcomes(path.read_text(encoding="utf-8"), lambda o: o) for path in ours})
    write("variables.json", snippets.VARIABLES)
    write_rows("snippets.json", [snippet(source) for source in snippets.all_sources()])
    if arguments.shared:
        write("published.json", {name: outcomes(text, digest) for name, text in published_templates(arguments.shared)})


if __name__ == "__main__":
    main()
