#!/usr/bin/env python3
"""How long after a caller leaves a stream its upstream learns of it.

Needs the built jar and a JDK 25 (JAVA_HOME). A scripted upstream in this process sends one event and then waits; the
caller reads it and closes its connection; the upstream notes when its own connection ends. One clock for both.
"""

import json
import os
import queue
import re
import socket
import statistics
import subprocess
import threading
import time
from pathlib import Path

HERE = Path(__file__).parent
JAR = HERE.parents[2] / "gateway-api" / "target" / "weir.jar"
JAVA = Path(os.environ["JAVA_HOME"]) / "bin" / "java"
ROUNDS, WARM_UPS = 100, 20
READY = re.compile(r"the API is on http://([^:]+):(\d+)/v1")
CHUNK = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m",
         "choices": [{"index": 0, "delta": {"role": "assistant", "content": "x"}, "finish_reason": None}]}
BODY = json.dumps({"model": "hosted/gpt-4o-mini", "stream": True, "messages": [{"role": "user", "content": "hello"}]})


def main() -> None:
    upstream = socket.create_server(("127.0.0.1", 0))
    left: queue.Queue[float] = queue.Queue()
    threading.Thread(target=serve, args=(upstream, left), daemon=True).start()
    environment = os.environ | {"OPENAI_BASE_URL": f"http://127.0.0.1:{upstream.getsockname()[1]}/v1"}
    command = [JAVA, "--enable-native-access=ALL-UNNAMED", "-jar", JAR, "serve", "--port", "0", "--management-port", "0"]
    weir = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        address = next(found.groups() for found in map(READY.search, weir.stdout) if found)
        threading.Thread(target=lambda: list(weir.stdout), daemon=True).start()
        millis = [leave(address, left) for _ in range(WARM_UPS + ROUNDS)][WARM_UPS:]
    finally:
        weir.terminate()
        weir.wait()
    (HERE / "raw.json").write_text(json.dumps({"milliseconds": millis}) + "\n")
    millis.sort()
    print(f"{ROUNDS} callers left: median {statistics.median(millis):.1f} ms, 99 % {millis[-2]:.1f} ms, "
          f"most {millis[-1]:.1f} ms")


def leave(address: tuple[str, str], left: "queue.Queue[float]") -> float:
    head = "POST /v1/chat/completions HTTP/1.1\r\nhost: weir\r\ncontent-type: application/json\r\n"
    with socket.create_connection((address[0], int(address[1]))) as caller:
        caller.sendall(f"{head}content-length: {len(BODY)}\r\n\r\n{BODY}".encode())
        received = b""
        while b'"content":"x"' not in received:
            received += caller.recv(4096)
    closed = time.monotonic()
    return round((left.get(timeout=30) - closed) * 1e3, 2)


def serve(upstream: socket.socket, left: "queue.Queue[float]") -> None:
    while True:
        connection, _ = upstream.accept()
        threading.Thread(target=answer, args=(connection, left), daemon=True).start()


def answer(connection: socket.socket, left: "queue.Queue[float]") -> None:
    with connection:
        request = b""
        while b"\r\n\r\n" not in request or not request.rstrip().endswith(b"}"):
            request += connection.recv(4096)
        event = f"data: {json.dumps(CHUNK)}\n\n".encode()
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
        connection.sendall(f"{len(event):x}\r\n".encode() + event + b"\r\n")
        try:
            while connection.recv(4096):
                pass
        except ConnectionResetError:
            pass
        left.put(time.monotonic())


if __name__ == "__main__":
    main()
