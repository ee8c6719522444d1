"""Writes a Hugging Face folder in the exact shape of Qwen2.5-0.5B with random weights.

    python random_qwen.py TOKENIZER_FOLDER OUT_FOLDER

TOKENIZER_FOLDER holds the published tokenizer.json, tokenizer_config.json and generation_config.json of Qwen2.5. Speed
depends on shapes and formats, not on what the weights are; answers of such a model are noise.
"""

import json
import shutil
import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

HIDDEN, LAYERS, HEADS, KV_HEADS, FFN, VOCABULARY = 896, 24, 14, 2, 4864, 151936
HEAD = HIDDEN // HEADS
CONFIG = {
    "architectures": ["Qwen2ForCausalLM"],
    "model_type": "qwen2",
    "hidden_size": HIDDEN,
    "intermediate_size": FFN,
    "num_hidden_layers": LAYERS,
    "num_attention_heads": HEADS,
    "num_key_value_heads": KV_HEADS,
    "vocab_size": VOCABULARY,
    "max_position_embeddings": 32768,
    "max_window_layers": 24,
    "sliding_window": 32768,
    "use_sliding_window": False,
    "rms_norm_eps": 1e-6,
    "rope_theta": 1000000.0,
    "hidden_act": "silu",
    "attention_dropout": 0.0,
    "initializer_range": 0.02,
    "tie_word_embeddings": True,
    "torch_dtype": "float16",
    "bos_token_id": 151643,
    "eos_token_id": 151645,
    "use_cache": True,
}


def weights():
    random = np.random.default_rng(7)

    def normal(*shape, scale=0.02):
        return (random.standard_normal(shape, dtype=np.float32) * scale).astype(np.float16)

    yield "model.embed_tokens.weight", normal(VOCABULARY, HIDDEN)
    for i in range(LAYERS):
        at = f"model.layers.{i}."
        for name, size in (("q", HIDDEN), ("k", KV_HEADS * HEAD), ("v", KV_HEADS * HEAD)):
            yield f"{at}self_attn.{name}_proj.weight", normal(size, HIDDEN)
            yield f"{at}self_attn.{name}_proj.bias", normal(size)
        yield f"{at}self_attn.o_proj.weight", normal(HIDDEN, HIDDEN)
        yield f"{at}mlp.gate_proj.weight", normal(FFN, HIDDEN)
        yield f"{at}mlp.up_proj.weight", normal(FFN, HIDDEN)
        yield f"{at}mlp.down_proj.weight", normal(HIDDEN, FFN)
        yield f"{at}input_layernorm.weight", np.ones(HIDDEN, np.float16)
        yield f"{at}post_attention_layernorm.weight", np.ones(HIDDEN, np.float16)
    yield "model.norm.weight", np.ones(HIDDEN, np.float16)


def main(tokenizer, out):
    out.mkdir(parents=True, exist_ok=True)
    for name in ("tokenizer.json", "tokenizer_config.json", "generation_config.json"):
        shutil.copyfile(tokenizer / name, out / name)
    (out / "config.json").write_text(json.dumps(CONFIG, indent=2) + "\n")
    save_file(dict(weights()), out / "model.safetensors", metadata={"format": "pt"})


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
