"""Rows with known answers, so that another runtime can show that it reads the folder as we do."""

import json
from pathlib import Path

from tokenizers import Tokenizer

from . import confidence, data
from .confidence import Head
from .runtime import Runtime

TEXTS = [
    "please freeze my bank account right now",
    "what's the weather like in Lisbon tomorrow?",
    "transfer 200 dollars from savings to checking",
    "book me a flight from Boston to Denver on Friday",
    "how do you say good morning in Italian",
    "set a timer for ten minutes",
    "what is my credit score",
    "i lost my luggage at the airport",
    "turn the volume up",
    "is there any traffic on the way to work",
    "PLEASE REORDER MY CHECKS!!!",
    "my card was declined at the grocery store, why?",
    "remind me to call my mother at 6pm",
    "flip a coin",
    "roll two dice",
    "what are your hobbies",
    "who made you",
    "thank you so much",
    "yes",
    "no",
    "write me a sonnet about the sea",
    "tell me a joke about compilers in the style of Kafka",
    "what is the capital of Mongolia and why",
    "prove that there are infinitely many primes",
    "summarise the attached contract in three bullet points",
    "SELECT name FROM users WHERE id = 42;",
    "¿cuál es mi saldo bancario?",
    "wie wird das Wetter morgen in Köln?",
    "quel temps fera-t-il à Genève demain ?",
    "明天北京的天气怎么样",
    "今日の天気を教えて",
    "какая завтра погода",
    "ما هو رصيد حسابي",
    "मेरे खाते में कितना पैसा है",
    "Zażółć gęślą jaźń",
    "😀🚀 play some music 🎵",
    "👩‍👩‍👧‍👦",
    "  tabs\tand\nnewlines   everywhere  ",
    "e\u0301cole and \u00e9cole",
    "supercalifragilisticexpialidocious" * 4,
    "a",
    "",
]
LONG_TOKENS = 300


def write(path: Path, runtime: Runtime, head: Head, tokenizer: Tokenizer, labels: list[str]) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as out:
        texts = [*TEXTS, _long_text(tokenizer)]
        for text in texts:
            out.write(json.dumps(_row(text, runtime, head, tokenizer, labels), ensure_ascii=False) + "\n")
    return len(texts)


def _long_text(tokenizer: Tokenizer) -> str:
    text = "what is my balance"
    while len(tokenizer.encode(text).ids) < LONG_TOKENS:
        text += " and again"
    return text


def _row(text: str, runtime: Runtime, head: Head, tokenizer: Tokenizer, labels: list[str]) -> dict:
    ids = tokenizer.encode(text).ids
    logits, _, nearest = runtime.run([ids])
    best = logits[0].argsort()[::-1][:3]
    return {
        "text": text,
        "input_ids": ids,
        "label": labels[best[0]],
        "logits_top3": [{"label": labels[i], "logit": float(logits[0, i])} for i in best],
        "energy": float(confidence.energy(logits)[0]),
        "nearest_cosine": float(nearest[0]),
        "confidence": float(head.confidence(logits, nearest)[0]),
    }
