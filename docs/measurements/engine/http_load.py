"""Streams chat completions from a server with the OpenAI dialect, and times them.

    python http_load.py URL MODEL [--clients 16] [--seconds 60] [--words 256] [--output 64] [--shared 0] [--seed 1]

Each client asks, reads to the end and asks again. A prompt is --shared words that all have in common, then random words
of its own, all English words of one Qwen2.5 token each with their space. Prints one line of JSON: requests, tokens by
the server's own count, tokens a second, requests a second, p50 and p99 of the time to the first token that has text
or, where a token has none, to the first event with a choice's delta; and the p99 of gaps between events.
"""

import argparse
import asyncio
import json
import random
import time

import aiohttp

WORDS = """time year people way day man thing woman life child world school state family student group country problem
hand part place case week company system program question work government number night point home water room mother area
money story fact month lot right study book eye job word business issue side kind head house service friend father power
hour game line end member law car city community name president team minute idea body information back parent face others
level office door health person art war history party result change morning reason research girl guy moment air teacher
force education""".split()


def percentile(values, share):
    values = sorted(values)
    return round(values[min(len(values) - 1, int(share * len(values)))], 1) if values else None


async def ask(session, options, prompt, results):
    body = {
        "model": options.model,
        "messages": [{"role": "user", "content": prompt}],
        "max_tokens": options.output,
        "temperature": 0,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if options.llama:
        body |= {"ignore_eos": True, "cache_prompt": options.shared > 0}
    begun = time.monotonic()
    first, last, gaps, tokens, read = None, None, [], 0, 0
    async with session.post(options.url + "/chat/completions", json=body) as response:
        if response.status != 200:
            results["failures"].append(f"{response.status} {(await response.text())[:200]}")
            return
        async for line in response.content:
            if not line.startswith(b"data: {"):
                continue
            event = json.loads(line[6:])
            if event.get("usage"):
                tokens, read = event["usage"]["completion_tokens"], event["usage"]["prompt_tokens"]
            if "error" in event:
                results["failures"].append(json.dumps(event)[:200])
            if event.get("choices") and event["choices"][0]["delta"].get("content"):
                now = time.monotonic()
                if last is not None:
                    gaps.append(1000 * (now - last))
                first, last = first or now, now
    ended = time.monotonic()
    results["requests"].append((begun, ended, first, tokens, read))
    results["gaps"] += gaps


async def client(session, options, number, until, results):
    random_words = random.Random(options.seed * 1000 + number)
    shared = random.Random(0)
    head = " ".join(shared.choice(WORDS) for _ in range(options.shared))
    while time.monotonic() < until:
        own = " ".join(random_words.choice(WORDS) for _ in range(options.words))
        await ask(session, options, f"{head} {own}".strip(), results)


async def main(options):
    results = {"requests": [], "gaps": [], "failures": []}
    connector = aiohttp.TCPConnector(limit=0, force_close=True)
    timeout = aiohttp.ClientTimeout(total=600)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        begun = time.monotonic()
        until = begun + options.seconds
        await asyncio.gather(*(client(session, options, i, until, results) for i in range(options.clients)))
        took = time.monotonic() - begun
    done = results["requests"]
    firsts = [1000 * (first - begun) for begun, _, first, _, _ in done if first]
    print(json.dumps({
        "clients": options.clients, "words": options.words, "shared": options.shared, "output": options.output,
        "seconds": round(took, 1), "requests": len(done), "failures": results["failures"][:3],
        "prompt_tokens": sum(r[4] for r in done) // max(1, len(done)),
        "tokens_per_second": round(sum(r[3] for r in done) / took, 1),
        "requests_per_second": round(len(done) / took, 3),
        "first_token_ms_p50": percentile(firsts, 0.5), "first_token_ms_p99": percentile(firsts, 0.99),
        "gap_ms_p50": percentile(results["gaps"], 0.5), "gap_ms_p99": percentile(results["gaps"], 0.99),
        "without_text": sum(1 for r in done if not r[2]),
    }))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("model")
    for name, value in dict(clients=16, seconds=60, words=256, output=64, shared=0, seed=1).items():
        parser.add_argument("--" + name, type=int, default=value)
    parser.add_argument("--llama", action="store_true", help="send llama-server's own options too")
    asyncio.run(main(parser.parse_args()))
