"""Writes the fixtures of FamiliesTest: one very small random model of each form, and what transformers says of it."""

import json
import pathlib
import shutil

import numpy
import torch

import models

TARGET = pathlib.Path(__file__).parents[2] / "src/test/resources/convert"
CHOSEN = ["llama3", "qwen2", "qwen3", "phi3", "gemma2", "gemma3"]
SMALL = dict(hidden_size=32, intermediate_size=48, vocab_size=96, num_attention_heads=2, num_key_value_heads=1)
PROMPT = 30
ANSWER = 12


def main():
    configurations = models.configurations()
    for name in CHOSEN:
        config = configurations[name]
        for field, value in SMALL.items():
            setattr(config, field, value)
        if hasattr(config, "head_dim") and config.head_dim:
            config.head_dim = 16
        folder = TARGET / name
        shutil.rmtree(folder, ignore_errors=True)
        model = models.make(name, config, folder, shards="40KB" if name == "llama3" else "5GB")
        (folder / "generation_config.json").unlink(missing_ok=True)
        prompt = numpy.random.default_rng(11).integers(3, config.vocab_size, PROMPT).tolist()
        with torch.no_grad():
            logits = model(torch.tensor([prompt])).logits[0, -1]
            answer = model.generate(
                torch.tensor([prompt]), max_new_tokens=ANSWER, min_new_tokens=ANSWER, do_sample=False, eos_token_id=None
            )[0, PROMPT:]
        golden = dict(prompt=prompt, logits=[round(float(logit), 5) for logit in logits], answer=answer.tolist())
        (folder / "golden.json").write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
