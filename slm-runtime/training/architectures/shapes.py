"""The architectures: for each the small shape that is committed and, for some, the published one."""

from dataclasses import dataclass, field

LONG_FACTORS = [1.0, 1.2, 1.7, 2.4, 3.1, 4.0, 5.2, 6.5]
SHORT_FACTORS = [1.0, 1.0, 1.1, 1.1, 1.2, 1.3, 1.4, 1.5]

# Where the search for well separated answers starts: what it found, so that the fixtures are built again at once.
SEEDS = {
    "gemma2": 29, "gemma3": 2, "llama": 5, "llama3": 9, "mistral": 23, "phi3": 12, "phi3.5": 13, "qwen2": 3,
    "qwen3": 9, "smollm3": 5,
}

SMALL = {
    "vocab_size": 128,
    "hidden_size": 32,
    "intermediate_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 16,
    "max_position_embeddings": 256,
    "bos_token_id": 0,
    "eos_token_id": 1,
    "pad_token_id": 3,
}


@dataclass(frozen=True)
class Shape:
    """One architecture; `published` holds the values of the public config.json of `source`.

    The small weights are normal with the deviation `spread`. `sharpen` is added to the last norm, so that logits lie
    far apart, `lift` to the norms after attention and feed-forward, where there are such: without it the scaled
    embeddings of Gemma drown what the layers add, and each token is followed by itself. `hf_prompts` is how many of
    the prompts the exporter's graph is right for.
    """

    name: str
    model_type: str
    source: str
    small: dict = field(default_factory=dict)
    published: dict | None = None
    published_name: str = ""
    tokenizer: str | None = None
    spread: float = 0.2
    sharpen: float = 2.5
    lift: float = 0.0
    graphs: tuple[str, ...] = ("fp32",)
    builder_options: tuple[str, ...] = ()
    attention: str = "sdpa"
    hf_prompts: int = 4
    layouts: tuple[str, ...] = ("hf", "genai")


def _llama3_scaling(original: int, factor: float) -> dict:
    return {
        "rope_type": "llama3",
        "factor": factor,
        "low_freq_factor": 1.0,
        "high_freq_factor": 4.0,
        "original_max_position_embeddings": original,
    }


SHAPES = [
    Shape(
        "llama", "llama", "HuggingFaceTB/SmolLM2-135M-Instruct",
        {"rope_theta": 100000.0, "tie_word_embeddings": True, "rms_norm_eps": 1e-5},
        {
            "vocab_size": 49152, "hidden_size": 576, "intermediate_size": 1536, "num_hidden_layers": 30,
            "num_attention_heads": 9, "num_key_value_heads": 3, "max_position_embeddings": 8192,
            "rope_theta": 100000.0, "rms_norm_eps": 1e-5, "tie_word_embeddings": True,
            "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 2,
        },
        "smollm2-135m", "smollm2", graphs=("fp32", "int8", "q4", "q4f16"),
    ),
    Shape(
        "llama3", "llama", "meta-llama/Llama-3.2-1B-Instruct",
        {
            "rope_theta": 500000.0, "tie_word_embeddings": True, "rms_norm_eps": 1e-5,
            "rope_scaling": _llama3_scaling(64, 4.0), "eos_token_id": [1, 4],
        },
        {
            "vocab_size": 128256, "hidden_size": 2048, "intermediate_size": 8192, "num_hidden_layers": 16,
            "num_attention_heads": 32, "num_key_value_heads": 8, "head_dim": 64, "max_position_embeddings": 131072,
            "rope_theta": 500000.0, "rope_scaling": _llama3_scaling(8192, 32.0), "rms_norm_eps": 1e-5,
            "tie_word_embeddings": True, "bos_token_id": 128000, "eos_token_id": [128001, 128008, 128009],
        },
        "llama-3.2-1b", graphs=("external",),
    ),
    Shape(
        "qwen2", "qwen2", "Qwen/Qwen2.5-0.5B-Instruct",
        {
            "rope_theta": 1000000.0, "tie_word_embeddings": True, "num_attention_heads": 2,
            "num_key_value_heads": 1, "head_dim": None,
        },
        {
            "vocab_size": 151936, "hidden_size": 896, "intermediate_size": 4864, "num_hidden_layers": 24,
            "num_attention_heads": 14, "num_key_value_heads": 2, "max_position_embeddings": 32768,
            "rope_theta": 1000000.0, "rms_norm_eps": 1e-6, "tie_word_embeddings": True, "use_sliding_window": False,
            "sliding_window": 32768, "max_window_layers": 21, "bos_token_id": 151643, "eos_token_id": 151645,
        },
        "qwen2.5-0.5b", "qwen2.5", graphs=("fp32", "q4"),
    ),
    Shape(
        "qwen3", "qwen3", "Qwen/Qwen3-0.6B",
        {"rope_theta": 1000000.0, "tie_word_embeddings": True},
    ),
    Shape(
        "phi3", "phi3", "microsoft/Phi-3-mini-4k-instruct",
        {
            "num_attention_heads": 2, "head_dim": None, "original_max_position_embeddings": 256,
            "sliding_window": 63, "rms_norm_eps": 1e-5, "tie_word_embeddings": False,
        },
        layouts=("genai",),
    ),
    Shape(
        "phi3.5", "phi3", "microsoft/Phi-3.5-mini-instruct",
        {
            "num_attention_heads": 2, "head_dim": None, "original_max_position_embeddings": 128,
            "rope_scaling": {"type": "longrope", "long_factor": LONG_FACTORS, "short_factor": SHORT_FACTORS},
            "sliding_window": None, "rms_norm_eps": 1e-5, "tie_word_embeddings": False,
        },
        {
            "vocab_size": 32064, "hidden_size": 3072, "intermediate_size": 8192, "num_hidden_layers": 4,
            "num_attention_heads": 32, "num_key_value_heads": 32, "max_position_embeddings": 131072,
            "original_max_position_embeddings": 4096, "rope_theta": 10000.0, "rms_norm_eps": 1e-5,
            "rope_scaling": {
                "type": "longrope",
                "long_factor": [1.0 + 63.0 * (i / 47) ** 2 for i in range(48)],
                "short_factor": [1.0 + 2.0 * (i / 47) for i in range(48)],
            },
            "sliding_window": 262144, "tie_word_embeddings": False,
            "bos_token_id": 1, "eos_token_id": 32000, "pad_token_id": 32000,
        },
        "phi-3.5-mini-4-layers", hf_prompts=3,
    ),
    Shape(
        "gemma2", "gemma2", "google/gemma-2-2b-it",
        {
            "query_pre_attn_scalar": 16, "sliding_window": 32, "attn_logit_softcapping": 50.0,
            "layer_types": ["full_attention", "sliding_attention"], "hidden_size": 64,
            "final_logit_softcapping": 30.0, "hidden_activation": "gelu_pytorch_tanh",
        },
        spread=0.1, sharpen=5.0, lift=2.0, attention="eager",
    ),
    Shape(
        "gemma3", "gemma3_text", "google/gemma-3-270m-it",
        {
            "query_pre_attn_scalar": 16, "sliding_window": 32, "num_attention_heads": 2, "num_key_value_heads": 1,
            "num_hidden_layers": 6, "hidden_size": 16, "rope_theta": 1000000.0,
            "layer_types": ["sliding_attention"] * 5 + ["full_attention"],
            "rope_local_base_freq": 10000.0, "hidden_activation": "gelu_pytorch_tanh",
        },
        {
            "vocab_size": 262144, "hidden_size": 640, "intermediate_size": 2048, "num_hidden_layers": 18,
            "num_attention_heads": 4, "num_key_value_heads": 1, "head_dim": 256, "max_position_embeddings": 32768,
            "query_pre_attn_scalar": 256, "sliding_window": 512, "rope_theta": 1000000.0,
            "rope_local_base_freq": 10000.0, "rms_norm_eps": 1e-6, "hidden_activation": "gelu_pytorch_tanh",
            "layer_types": (["sliding_attention"] * 5 + ["full_attention"]) * 3,
            "bos_token_id": 2, "eos_token_id": 1, "pad_token_id": 0,
        },
        "gemma-3-270m", spread=0.2, sharpen=5.0, lift=3.0,
    ),
    Shape(
        "smollm3", "smollm3", "HuggingFaceTB/SmolLM3-3B",
        {
            "rope_theta": 5000000.0, "tie_word_embeddings": True, "no_rope_layers": [1, 0],
            "layer_types": ["full_attention", "full_attention"],
        },
    ),
    Shape(
        "mistral", "mistral", "mistralai/Mistral-7B-Instruct-v0.1",
        {"rope_theta": 10000.0, "sliding_window": 64, "rms_norm_eps": 1e-5, "tie_word_embeddings": False},
        builder_options=("prune_lm_head=true",),
    ),
]


def values(shape: Shape, size: str) -> dict:
    """What the configuration class of `transformers` is given; None means: leave it out."""
    chosen = SMALL | shape.small if size == "small" else shape.published
    return {key: value for key, value in chosen.items() if value is not None or key == "sliding_window"}
