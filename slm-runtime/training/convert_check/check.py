"""Compares `weir convert --precision fp32` with transformers, family by family.

Makes small random models, converts each with the command given, and runs the graph with Python's ONNX Runtime: the
logits of a whole prompt, of the same prompt in two chunks, and forty greedy tokens one by one.
"""

import argparse
import pathlib
import shlex
import subprocess
import sys
import tempfile

import numpy
import onnxruntime
import torch

import models

PROMPT = 40
ANSWER = 40
TOLERANCE = 1e-3


class Graph:
    """One converted graph and its buffers of keys and values, for one sequence."""

    def __init__(self, folder, room):
        file = pathlib.Path(folder) / models.describe(folder)["decode"]
        self.session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
        self.caches = {}
        for given in self.session.get_inputs():
            if given.name.startswith("past_key_values"):
                shape = [1, given.shape[1], room, given.shape[3]]
                self.caches[given.name] = onnxruntime.OrtValue.ortvalue_from_numpy(
                    numpy.zeros(shape, dtype=numpy.float32)
                )

    def run(self, tokens, past):
        """The logits after each of the tokens."""
        total = past + len(tokens)
        binding = self.session.io_binding()
        binding.bind_cpu_input("input_ids", numpy.array([tokens], dtype=numpy.int64))
        binding.bind_cpu_input("seqlens_k", numpy.array([total - 1], dtype=numpy.int32))
        binding.bind_cpu_input("total_sequence_length", numpy.array(total, dtype=numpy.int32))
        binding.bind_cpu_input("logit_rows", numpy.arange(len(tokens), dtype=numpy.int64))
        for name, cache in self.caches.items():
            binding.bind_ortvalue_input(name, cache)
            binding.bind_ortvalue_output(name.replace("past_key_values", "present"), cache)
        binding.bind_output("logits")
        self.session.run_with_iobinding(binding)
        # In the order in which they were bound.
        return binding.get_outputs()[-1].numpy()


def greedy(graph, prompt):
    said = [int(graph.run(prompt, 0)[-1].argmax())]
    while len(said) < ANSWER:
        said.append(int(graph.run([said[-1]], len(prompt) + len(said) - 1)[-1].argmax()))
    return said


def compare(name, config, convert, folder):
    model = models.make(name, config, folder / "source")
    out = folder / "converted"
    if subprocess.run([*convert, str(folder / "source"), "--out", str(out)], check=False).returncode:
        print(f"{name:20} is not converted")
        return False
    prompt = numpy.random.default_rng(7).integers(3, config.vocab_size, PROMPT).tolist()
    with torch.no_grad():
        expected = model(torch.tensor([prompt])).logits[0].numpy()
        answer = model.generate(
            torch.tensor([prompt]), max_new_tokens=ANSWER, min_new_tokens=ANSWER, do_sample=False, eos_token_id=None
        )[0, PROMPT:].tolist()
    room = PROMPT + ANSWER
    whole = Graph(out, room).run(prompt, 0)
    chunked = Graph(out, room)
    halves = numpy.concatenate([chunked.run(prompt[:25], 0), chunked.run(prompt[25:], 25)])
    difference = max(abs(whole - expected).max(), abs(halves - expected).max())
    same = greedy(Graph(out, room), prompt) == answer
    print(
        f"{name:20} logits up to {abs(expected).max():6.2f}, difference {difference:.1e}, "
        f"greedy ids {'same' if same else 'DIFFER'}",
        flush=True,
    )
    return difference <= TOLERANCE and same


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--convert", required=True, help="such as "weir convert --precision fp32"")
    arguments.add_argument("--only", help="one model of models.py")
    chosen = arguments.parse_args()
    failed = []
    for name, config in models.configurations().items():
        if chosen.only in (None, name):
            with tempfile.TemporaryDirectory() as folder:
                if not compare(name, config, shlex.split(chosen.convert), pathlib.Path(folder)):
                    failed.append(name)
    sys.exit(f"not the same: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
