"""Writes the test fixture models/tiny-llama. See README.md."""

import json
import pathlib
import tempfile

import jinja2.sandbox
import numpy as np
import onnx
import onnxruntime
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

import graph

SEED = 4
SPECIAL = ["<|begin|>", "<|end|>", "<|turn|>", "<|pad|>"]
BEGIN, END = 0, 1
VOCABULARY = 320
TARGET = pathlib.Path(__file__).resolve().parents[2] / "src/test/resources/models/tiny-llama"
TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}"
    "{% if message['role'] not in ['system', 'user', 'assistant'] %}"
    "{{ raise_exception('this model knows no role ' + message['role']) }}{% endif %}"
    "{{ '<|turn|>' + message['role'] + '\\n' + message['content'] + '<|end|>\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|turn|>assistant\\n' }}{% endif %}"
)
TEXT = [
    "The weir holds the river until the river is too high, and the rest runs over to the next level.",
    "A small model answers first. When its answer can be trusted, the answer is served.",
    "system user assistant the of and to in is that for it with as was on are this be by",
    "What is the weather today? Please tell me the time. Thank you, and good night!",
]
PROMPTS = ["", "The river", "What is the weather today?", "naïve 日本 😀", " ".join("abcdefghijklmnopqrstuvwxyz" * 4)]
CONVERSATION = [
    {"role": "system", "content": "You answer in one word."},
    {"role": "user", "content": "What is the weather today?"},
]


def tokenizer() -> Tokenizer:
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=SPECIAL,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    made.train_from_iterator(TEXT * 3, trainer)
    made.post_processor = processors.TemplateProcessing(single="<|begin|> $A", special_tokens=[("<|begin|>", BEGIN)])
    return made


def variants(vocabulary: int) -> None:
    folder = TARGET / "onnx"
    folder.mkdir(parents=True, exist_ok=True)
    full = graph.decoder(vocabulary, SEED)
    onnx.save(full, folder / "model.onnx")
    onnx.save(graph.decoder(vocabulary, SEED, half=True, takes_positions=False), folder / "model_fp16.onnx")
    (folder / "model_external.onnx_data").unlink(missing_ok=True)
    onnx.save(
        graph.decoder(vocabulary, SEED),
        folder / "model_external.onnx",
        save_as_external_data=True,
        location="model_external.onnx_data",
        size_threshold=256,
    )
    (folder / "model_external.onnx_data").chmod(0o644)
    with tempfile.TemporaryDirectory() as scratch:
        plain = pathlib.Path(scratch) / "model.onnx"
        onnx.save(full, plain)
        quantize_dynamic(plain, folder / "model_quantized.onnx", weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"])


def greedy(session: onnxruntime.InferenceSession, ids: list[int], most: int) -> tuple[list[int], list[float]]:
    names = {i.name for i in session.get_inputs()}
    half = any("float16" in i.type for i in session.get_inputs())
    shape = (1, graph.KV_HEADS, 0, graph.HEAD)
    cache = {n: np.zeros(shape, np.float16 if half else np.float32) for n in names if n.startswith("past")}
    new, chosen, logprobs, total = list(ids), [], [], 0
    while len(chosen) < most:
        total += len(new)
        feed = {"input_ids": np.array([new]), "attention_mask": np.ones((1, total), np.int64), **cache}
        if "position_ids" in names:
            feed["position_ids"] = np.arange(total - len(new), total)[None, :]
        outputs = dict(zip([o.name for o in session.get_outputs()], session.run(None, feed)))
        logits = outputs["logits"][0, -1].astype(np.float64)
        token = int(logits.argmax())
        chosen.append(token)
        top = logits.max()
        logprobs.append(round(float(logits[token] - top - np.log(np.exp(logits - top).sum())), 4))
        cache = {n: outputs[n.replace("past_key_values", "present")] for n in cache}
        new = [token]
        if token == END:
            break
    return chosen, logprobs


def golden(made: Tokenizer) -> list[dict]:
    environment = jinja2.sandbox.ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
    rendered = environment.from_string(TEMPLATE).render(
        messages=CONVERSATION, add_generation_prompt=True, bos_token=SPECIAL[BEGIN]
    )
    rows = []
    for file in sorted((TARGET / "onnx").glob("*.onnx")):
        session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
        for prompt in PROMPTS:
            ids = made.encode(prompt).ids
            rows.append({"file": "onnx/" + file.name, "prompt": prompt, "prompt_ids": ids})
        ids = made.encode(rendered, add_special_tokens=False).ids
        rows.append({"file": "onnx/" + file.name, "messages": CONVERSATION, "rendered": rendered, "prompt_ids": ids})
        for row in rows[-len(PROMPTS) - 1 :]:
            row["output_ids"], row["logprobs"] = greedy(session, row["prompt_ids"], 40)
            row["text"] = made.decode(row["output_ids"])
    return rows


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    made = tokenizer()
    made.save(str(TARGET / "tokenizer.json"))
    vocabulary = made.get_vocab_size()
    variants(vocabulary)
    write("config.json", {
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": graph.WIDTH,
        "intermediate_size": graph.FEED, "num_hidden_layers": graph.LAYERS, "num_attention_heads": graph.HEADS,
        "num_key_value_heads": graph.KV_HEADS, "head_dim": graph.HEAD, "vocab_size": vocabulary,
        "max_position_embeddings": graph.CONTEXT, "rope_theta": graph.THETA, "bos_token_id": BEGIN, "eos_token_id": END,
    })
    write("generation_config.json", {"bos_token_id": BEGIN, "eos_token_id": [END, 3], "do_sample": False})
    write("tokenizer_config.json", {
        "bos_token": SPECIAL[BEGIN], "eos_token": SPECIAL[END], "pad_token": SPECIAL[3], "chat_template": TEMPLATE,
    })
    write("golden.json", golden(made))


def write(name: str, value: object) -> None:
    (TARGET / name).write_text(json.dumps(value, indent=1 if name != "golden.json" else None) + "\n")


if __name__ == "__main__":
    main()
