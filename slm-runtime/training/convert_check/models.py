"""Small random models of each family that `weir convert` knows, made by transformers itself."""

import json
import pathlib

import torch
import transformers

SIZES = dict(
    hidden_size=64,
    intermediate_size=176,
    num_hidden_layers=4,
    num_attention_heads=4,
    num_key_value_heads=2,
    vocab_size=320,
    max_position_embeddings=256,
    bos_token_id=1,
    eos_token_id=2,
    pad_token_id=0,
)
LLAMA3 = dict(
    rope_type="llama3",
    factor=8.0,
    low_freq_factor=1.0,
    high_freq_factor=4.0,
    original_max_position_embeddings=64,
)


def configurations():
    t = transformers
    sizes = SIZES
    headed = dict(sizes, head_dim=32)
    return {
        "llama": t.LlamaConfig(**sizes),
        "llama-tied-biased": t.LlamaConfig(**sizes, tie_word_embeddings=True, attention_bias=True, mlp_bias=True),
        "llama3": t.LlamaConfig(**sizes, rope_theta=500000.0, rope_scaling=LLAMA3),
        "llama-linear": t.LlamaConfig(**sizes, rope_scaling=dict(rope_type="linear", factor=2.0)),
        "llama-small-heads": t.LlamaConfig(**dict(sizes, num_attention_heads=8)),
        "mistral": t.MistralConfig(**sizes, sliding_window=16),
        "mistral-wide": t.MistralConfig(**sizes, sliding_window=None),
        "qwen2": t.Qwen2Config(**sizes),
        "qwen2-sliding": t.Qwen2Config(**sizes, use_sliding_window=True, sliding_window=16, max_window_layers=2),
        "qwen3": t.Qwen3Config(**headed, rope_theta=1000000.0),
        "smollm3": t.SmolLM3Config(**sizes),
        "phi3": t.Phi3Config(**sizes, sliding_window=16),
        "gemma": t.GemmaConfig(**headed),
        "gemma2": t.Gemma2Config(**headed, sliding_window=16, query_pre_attn_scalar=24),
        "gemma3": t.Gemma3TextConfig(
            **dict(headed, num_hidden_layers=7),
            sliding_window=16,
            rope_scaling=dict(rope_type="linear", factor=8.0),
        ),
    }


def make(name, config, folder, shards="100KB"):
    """Saves the model in bf16 and in shards, as big ones are published, and gives it in single precision."""
    torch.manual_seed(len(name))
    config.torch_dtype = "bfloat16"
    model = transformers.AutoModelForCausalLM.from_config(config, torch_dtype=torch.float32)
    with torch.no_grad():
        for parameter_name, parameter in model.named_parameters():
            # Wide enough that attention, norms and biases all matter to the result.
            spread = 0.3 if parameter.ndim == 1 else 0.15
            centre = 1.0 if "norm" in parameter_name and "gemma" not in name else 0.0
            parameter.copy_(centre + spread * torch.randn_like(parameter))
            parameter.copy_(parameter.to(torch.bfloat16).to(torch.float32))
    model.eval()
    folder = pathlib.Path(folder)
    model.to(torch.bfloat16).save_pretrained(folder, max_shard_size=shards)
    return transformers.AutoModelForCausalLM.from_pretrained(
        folder, torch_dtype=torch.float32, attn_implementation="eager"
    ).eval()


def describe(folder):
    return json.loads((pathlib.Path(folder) / "weir.json").read_text())
