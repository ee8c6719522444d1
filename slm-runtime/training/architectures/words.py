"""The tokenizer and chat template of the model folders: our own text, nothing trained on anybody's data."""

import json
import shutil
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, processors, trainers

SPECIAL = ["<|begin|>", "<|end|>", "<|turn|>", "<|pad|>", "<|unknown|>"]
BEGIN = 0
TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}"
    "{{ '<|turn|>' + message['role'] + '\\n' + message['content'] + '<|end|>\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|turn|>assistant\\n' }}{% endif %}"
)
TEXT = [
    "The weir holds the river until the river is too high, and the rest runs over to the next level.",
    "A small model answers first. When its answer can be trusted, the answer is served.",
    "system user assistant the of and to in is that for it with as was on are this be by",
]


def write(folder: Path, vocabulary: int) -> None:
    """A byte-level BPE of printable ASCII, padded with unused tokens up to `vocabulary`."""
    made = Tokenizer(models.BPE(unk_token="<|unknown|>"))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    letters = [chr(code) for code in range(33, 127)] + ["\u0120", "\u010a"]
    made.train_from_iterator(TEXT * 3, trainers.BpeTrainer(
        vocab_size=min(vocabulary, 512), special_tokens=SPECIAL, initial_alphabet=letters, show_progress=False,
    ))
    made.post_processor = processors.TemplateProcessing(single="<|begin|> $A", special_tokens=[("<|begin|>", BEGIN)])
    made.add_special_tokens(
        [AddedToken(f"<|unused{n}|>", special=True) for n in range(made.get_vocab_size(), vocabulary)]
    )
    made.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(json.dumps({
        "tokenizer_class": "PreTrainedTokenizerFast", "bos_token": SPECIAL[0], "eos_token": SPECIAL[1],
        "pad_token": SPECIAL[3], "unk_token": SPECIAL[4], "clean_up_tokenization_spaces": False,
        "chat_template": TEMPLATE,
    }, indent=1) + "\n")


def copy(source: Path, folder: Path) -> None:
    """The published tokenizer, with our template where it has none."""
    shutil.copyfile(source / "tokenizer.json", folder / "tokenizer.json")
    settings = json.loads((source / "tokenizer_config.json").read_text())
    settings.setdefault("chat_template", TEMPLATE)
    settings["tokenizer_class"] = "PreTrainedTokenizerFast"
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=1, ensure_ascii=False) + "\n")
