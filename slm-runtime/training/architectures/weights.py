"""Random weights whose greedy answers are no near ties."""

from collections.abc import Iterator
from pathlib import Path

import torch
from transformers import AutoConfig, AutoModelForCausalLM, GenerationConfig, PretrainedConfig, PreTrainedModel

from . import golden
from .shapes import SEEDS, Shape, values

MOST_SEEDS = 1000


def separated(shape: Shape, size: str, folder: Path) -> Iterator[tuple[int, PretrainedConfig, golden.Answers]]:
    """Writes the models, counting seeds upwards, whose answers to every prompt are well separated.

    A model is let go before it is handed out as a folder: the exporter loads it again.
    """
    first = SEEDS.get(shape.name, 1) if size == "small" else 1
    for seed in range(first, first + MOST_SEEDS):
        model = _random(shape, size, seed)
        config = model.config
        asked = golden.prompts(config, size)
        answers = golden.of_torch(model, asked, size)
        least, distinct = golden.LEAST_MARGIN[size], golden.LEAST_DISTINCT[size]
        if len(answers) == len(asked) and golden.acceptable(answers, config, least, distinct):
            _save(model, folder)
            model = None
            yield seed, config, answers


def _save(model: PreTrainedModel, folder: Path) -> None:
    model.generation_config = GenerationConfig(
        bos_token_id=model.config.bos_token_id, eos_token_id=model.config.eos_token_id,
        pad_token_id=model.config.pad_token_id, do_sample=False,
    )
    model.save_pretrained(folder)


def _random(shape: Shape, size: str, seed: int) -> PreTrainedModel:
    torch.manual_seed(seed)
    config = AutoConfig.for_model(shape.model_type, **values(shape, size))
    if size == "small":
        config.initializer_range = shape.spread
    model = AutoModelForCausalLM.from_config(config, dtype=torch.float32, attn_implementation="eager").eval()
    # Fresh norms are all one and fresh biases all zero: an engine that ignored them would not be noticed.
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "norm" in name or name.endswith(".bias"):
                parameter.add_(0.2 * torch.randn_like(parameter))
            if size == "small" and name == "model.norm.weight":
                parameter.add_(shape.sharpen)
            elif size == "small" and "post_" in name and name.endswith("layernorm.weight"):
                parameter.add_(shape.lift)
    return model

