#!/usr/bin/env python3
"""Latency, throughput and CPU of kept answers, beside the same server returning a canned answer.

Needs wrk, the built jar and a JDK 25 (JAVA_HOME). Both contestants run against one process in one run, alternating;
CPU is the server process's own, from /proc. Prints a Markdown table of medians and writes every round to raw.json.
"""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
JAR = HERE.parents[2] / "gateway-api" / "target" / "weir.jar"
JAVA = Path(os.environ["JAVA_HOME"]) / "bin" / "java"
ROUNDS, SECONDS, WARM_UP_SECONDS, STARTS = 5, 8, 30, 5
TICKS = os.sysconf("SC_CLK_TCK")
READY = re.compile(r"Ready after ([\d.]+) s: the API is on (\S+)/v1")
TEXT = "please freeze my bank account right now"
POST = f"""
wrk.method = "POST"
wrk.path = "/v1/chat/completions"
wrk.headers["content-type"] = "application/json"
wrk.body = '{{"model":"intents","messages":[{{"role":"user","content":"{TEXT}"}}]}}'
"""
GET = 'wrk.path = "/v1/models"\n'
MILLIS = {"us": 1e-3, "ms": 1.0, "s": 1e3}


def main() -> None:
    starts = [start_and_stop() for _ in range(STARTS)]
    server, _, api = start()
    try:
        rounds = measure(server.pid, api)
        memory = resident_megabytes(server.pid)
    finally:
        server.terminate()
        server.wait()
    raw = {"machine": machine(), "starts": starts, "resident_mb_after_load": memory, "rounds": rounds}
    (HERE / "raw.json").write_text(json.dumps(raw, indent=1) + "\n")
    report(raw)


def start() -> tuple[subprocess.Popen, float, str]:
    """The process, the seconds until it was ready, and its address."""
    begun = time.monotonic()
    command = [JAVA, "--enable-native-access=ALL-UNNAMED", "-XX:+UseCompactObjectHeaders", "-jar", JAR, "serve"]
    arguments = ["--port", "0", "--management-port", "0", "--logging.level.weir.access=warn"]
    server = subprocess.Popen([*command, *arguments], stdout=subprocess.PIPE, text=True)
    for line in server.stdout:
        ready = READY.search(line)
        if ready:
            return server, time.monotonic() - begun, ready.group(2)
    sys.exit("weir did not start")


def start_and_stop() -> dict:
    server, seconds, _ = start()
    result = {"seconds": round(seconds, 2), "cpu_seconds": cpu_seconds(server.pid),
              "resident_mb": resident_megabytes(server.pid)}
    server.terminate()
    server.wait()
    return result


def measure(pid: int, api: str) -> list[dict]:
    wrk(api, POST, 16, WARM_UP_SECONDS)
    wrk(api, GET, 16, WARM_UP_SECONDS // 3)
    rounds = []
    for number in range(ROUNDS):
        for connections in (1, 64):
            for name, script in (("kept", POST), ("canned", GET)):
                before = cpu_seconds(pid)
                result = wrk(api, script, connections, SECONDS)
                result |= {"round": number, "answer": name, "connections": connections}
                result["cpu_ms_per_request"] = (cpu_seconds(pid) - before) * 1e3 / result["requests"]
                rounds.append(result)
    return rounds


def wrk(api: str, script: str, connections: int, seconds: int) -> dict:
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as lua:
        lua.write(script)
        lua.flush()
        command = ["wrk", "--latency", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", lua.name, api]
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in output or "Socket errors" in output:
        sys.exit("not every answer was good:\n" + output)
    return {
        "requests": int(re.search(r"(\d+) requests in", output).group(1)),
        "requests_per_second": float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1)),
        "p50_ms": percentile(output, 50),
        "p99_ms": percentile(output, 99),
    }


def percentile(output: str, percent: int) -> float:
    value, unit = re.search(rf"\s{percent}%\s+([\d.]+)(us|ms|s)", output).groups()
    return float(value) * MILLIS[unit]


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_megabytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return round(int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1)) / 1024, 1)


def machine() -> dict:
    model = re.search(r"model name\s+: (.*)", Path("/proc/cpuinfo").read_text()).group(1)
    return {"processor": model, "cores": os.cpu_count(), "load_before": os.getloadavg()[0]}


def report(raw: dict) -> None:
    print("| answer | connections | requests/s | p50 ms | p99 ms | CPU ms a request |\n|---|---|---|---|---|---|")
    for connections in (1, 64):
        for answer in ("kept", "canned"):
            rows = [row for row in raw["rounds"] if (row["answer"], row["connections"]) == (answer, connections)]
            medians = [statistics.median(row[key] for row in rows)
                       for key in ("requests_per_second", "p50_ms", "p99_ms", "cpu_ms_per_request")]
            print(f"| {answer} | {connections} | " + " | ".join(f"{value:,.2f}" for value in medians) + " |")
    for key, unit in (("seconds", "s until ready"), ("cpu_seconds", "CPU s"), ("resident_mb", "MB resident")):
        values = sorted(row[key] for row in raw["starts"])
        print(f"start: {statistics.median(values):.1f} {unit} ({values[0]:.1f} to {values[-1]:.1f})")
    print(f"resident after the load: {raw['resident_mb_after_load']} MB; load before: {raw['machine']['load_before']}")


if __name__ == "__main__":
    main()
