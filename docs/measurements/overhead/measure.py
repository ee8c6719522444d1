#!/usr/bin/env python3
"""What a gateway adds to a request that it only passes on: latency, CPU, and whether 1,000 streams come through whole.

Needs Go, nginx, the built jar and a JDK 25 (JAVA_HOME). Where PEERS names a folder with `npm install @portkey-ai/gateway` and
a virtual environment `v` with `pip install 'litellm[proxy]'`, these two do the same work in the same run. All
contestants run at once, one is loaded at a time, and they alternate within each round. The load is open-loop: a request
is sent when it is due. CPU is each server's own, all its processes, from /proc. Everything is written to raw.json.
"""

import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
JAR = HERE.parents[2] / "gateway-api" / "target" / "weir.jar"
JAVA = Path(os.environ["JAVA_HOME"]) / "bin" / "java"
PEERS = Path(os.environ["PEERS"]) if "PEERS" in os.environ else None
RATE = int(os.environ.get("RATE", "500"))
SLOW_RATE = int(os.environ.get("SLOW_RATE", "50"))
ROUNDS = int(os.environ.get("ROUNDS", "5"))
SECONDS = int(os.environ.get("SECONDS", "6"))
WARM_UP_SECONDS = int(os.environ.get("WARM_UP_SECONDS", "25"))
STREAMS, SHAPE = int(os.environ.get("STREAMS", "1000")), "20x200ms"
TICKS = os.sysconf("SC_CLK_TCK")
UPSTREAM = "http://127.0.0.1:18080/v1"


class Contestant:
    def __init__(self, name, port, model, command, rates=(RATE,), headers=""):
        self.name, self.url, self.model, self.rates, self.headers = name, f"http://127.0.0.1:{port}/v1", model, rates, headers
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        start_new_session=True)

    def stop(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait()


def main():
    with tempfile.TemporaryDirectory() as folder:
        rig = Path(folder) / "rig"
        subprocess.run(["go", "build", "-o", rig, HERE / "rig.go"], check=True)
        contestants = []
        try:
            start(rig, Path(folder), contestants)
            raw = {"machine": machine(), "rate": RATE, "seconds": SECONDS, "rounds": rounds(rig, contestants)}
            raw["streams"] = held_streams(rig, contestants)
        finally:
            for one in contestants:
                one.stop()
    Path(os.environ.get("RAW", HERE / "raw.json")).write_text(json.dumps(raw, indent=1) + "\n")
    report(raw)


def start(rig, folder, all_of_them):
    all_of_them += [
        Contestant("upstream alone", 18080, "m", [rig, "upstream", "127.0.0.1:18080"], rates=(RATE, SLOW_RATE)),
        Contestant("nginx", 18083, "m", ["nginx", "-p", folder, "-c", nginx(folder)]),
        Contestant("Go ReverseProxy", 18081, "m", [rig, "proxy", "127.0.0.1:18081", "http://127.0.0.1:18080"]),
        Contestant("Weir", 18082, "pass", weir(), rates=(RATE, SLOW_RATE)),
    ]
    if PEERS:
        all_of_them += [
            Contestant("Portkey", 18085, "m",
                       ["node", PEERS / "node_modules/@portkey-ai/gateway/build/start-server.js", "--port=18085"],
                       headers=f"x-portkey-provider: openai\nx-portkey-custom-host: {UPSTREAM}"),
            Contestant("LiteLLM", 18084, "m", [PEERS / "v/bin/litellm", "--port", "18084", "--host", "127.0.0.1",
                                               "--config", litellm(folder)], rates=(SLOW_RATE,)),
        ]
    for one in all_of_them:
        wait_for(rig, one)


def weir():
    return [JAVA, "--enable-native-access=ALL-UNNAMED", "-XX:+UseCompactObjectHeaders", "-Xmx512m", "-jar", JAR, "serve",
            "--port", "18082", "--management-port", "0", "--logging.level.weir.access=warn",
            f"--weir.providers.up.base-url={UPSTREAM}", "--weir.providers.up.max-concurrent-calls=2048",
            "--weir.routes.pass.hosted=up/m"]


def nginx(folder):
    """As many workers as LiteLLM and Portkey have, connections to the upstream kept, nothing buffered."""
    config = folder / "nginx.conf"
    config.write_text("daemon off; worker_processes 1; pid nginx.pid; error_log stderr crit;\n"
                      "events { worker_connections 8192; }\n"
                      "http { access_log off; keepalive_requests 1000000;\n"
                      " upstream up { server 127.0.0.1:18080; keepalive 2048; keepalive_requests 1000000; }\n"
                      " server { listen 127.0.0.1:18083; location / { proxy_pass http://up; proxy_buffering off;\n"
                      "  proxy_http_version 1.1; proxy_set_header Connection ''; } } }\n")
    return config


def litellm(folder):
    config = folder / "litellm.yaml"
    config.write_text("model_list:\n  - model_name: m\n    litellm_params:\n      model: openai/m\n"
                      f"      api_base: {UPSTREAM}\n      api_key: sk-loopback\n")
    return config


def wait_for(rig, one):
    for _ in range(240):
        if one.process.poll() is not None:
            sys.exit(f"{one.name} did not start")
        try:
            if run(rig, one, "load", 2, 1)["failed"] == 0:
                return
        except subprocess.CalledProcessError:
            pass
        time.sleep(0.5)
    sys.exit(f"{one.name} does not answer")


def run(rig, one, what, *numbers):
    command = [rig, what, one.url, one.model, *map(str, numbers)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | {"HEADERS": one.headers})
    return json.loads(done.stdout)


def rounds(rig, contestants):
    for one in contestants:
        warm_up = WARM_UP_SECONDS if one.name == "Weir" else 5
        for rate in (one.rates[0] // 5, one.rates[0]):  # a cold JVM that is overrun works off its backlog, warms no faster
            run(rig, one, "load", rate, warm_up)
    measured = []
    for number in range(ROUNDS):
        for one in contestants:
            for rate in one.rates:
                before = cpu_seconds(one.process.pid)
                result = run(rig, one, "load", rate, SECONDS)
                result["cpu_us_per_request"] = (cpu_seconds(one.process.pid) - before) * 1e6 / result["requests"]
                measured.append(result | {"round": number, "contestant": one.name, "rate": rate})
    return measured


def held_streams(rig, contestants):
    measured = []
    for one in contestants:
        if one.name in ("nginx", "Go ReverseProxy", "Weir"):
            before = cpu_seconds(one.process.pid)
            result = run(rig, one, "streams", STREAMS, SHAPE)
            result["cpu_us_per_chunk"] = (cpu_seconds(one.process.pid) - before) * 1e6 / (STREAMS * 20)
            measured.append(result | {"contestant": one.name})
    return measured


def cpu_seconds(group):
    """Of all processes that the contestant has started."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(") ", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[2]) == group:
            total += int(fields[11]) + int(fields[12])
    return total / TICKS


def machine():
    model = re.search(r"model name\s+: (.*)", Path("/proc/cpuinfo").read_text()).group(1)
    return {"processor": model, "cores": os.cpu_count(), "load_before": os.getloadavg()[0]}


def report(raw):
    print("| contestant | requests/s | p50 ms | p99 ms | added p50 ms | added p99 ms | CPU µs a request | failed |")
    print("|---|---|---|---|---|---|---|---|")
    for name, rate in dict.fromkeys((row["contestant"], row["rate"]) for row in raw["rounds"]):
        row, base = medians(raw, name, rate), medians(raw, "upstream alone", rate)
        print(f"| {name} | {rate} | {row['p50_ms']:.2f} | {row['p99_ms']:.2f} | {row['p50_ms'] - base['p50_ms']:.2f} | "
              f"{row['p99_ms'] - base['p99_ms']:.2f} | {row['cpu_us_per_request']:.0f} | {row['failed']:.0f} |")
    for row in raw["streams"]:
        print(f"{row['contestant']}: {row['streams']} streams of {row['shape']} in {row['seconds']:.1f} s, "
              f"faults {row['faults'] or 'none'}, {row['cpu_us_per_chunk']:.0f} µs of CPU a chunk")
    print(f"{raw['machine']['cores']} cores, load before: {raw['machine']['load_before']:.1f}")


def medians(raw, name, rate):
    rows = [row for row in raw["rounds"] if (row["contestant"], row["rate"]) == (name, rate)]
    return {key: statistics.median(row[key] for row in rows)
            for key in ("p50_ms", "p99_ms", "cpu_us_per_request", "failed")}


if __name__ == "__main__":
    main()
