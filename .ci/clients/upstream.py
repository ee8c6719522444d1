"""A scripted provider of OpenAI's chat-completions dialect on a free loopback port.

A word in the last user message chooses what it does: see SCRIPTS. Any other message gets an answer, streamed when the
request says so. GET /requests lists the requests so far, each with its body and whether the caller left before its
end. Standard output names the address once it listens; OPENAI_API_KEY is the only key it accepts.
"""

import http.server
import json
import os
import select
import socket

ANSWER = ["Shall I ", "compare thee"]
USAGE = {"prompt_tokens": 1000, "completion_tokens": 2000, "total_tokens": 3000}
MODEL = "gpt-4o-mini-2024-07-18"
PATIENCE_SECONDS = 60


class Provider(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Exchange)
        self.received = []


class Exchange(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path == "/requests":
            self.whole(200, self.server.received)
        else:
            self.whole(404, error("there is nothing here", None, None))

    def do_POST(self):
        self.body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.record = {"body": self.body, "client_left": False}
        self.server.received.append(self.record)
        if self.path != "/v1/chat/completions":
            self.whole(404, error("there is nothing here", None, None))
        elif self.headers["authorization"] != "Bearer " + os.environ["OPENAI_API_KEY"]:
            self.whole(401, error("wrong key", None, "invalid_api_key"))
        else:
            text = last_user_text(self.body["messages"])
            next((script for word, script in SCRIPTS.items() if word in text), answer)(self)

    def whole(self, status, value, **headers):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        for name, content in headers.items():
            self.send_header(name.replace("_", "-"), content)
        self.end_headers()
        self.wfile.write(body)

    def open_stream(self):
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()

    def event(self, data):
        text = f"data: {data}\n\n".encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(text), text))

    def chunk(self, choices, usage=None):
        chunk = {"id": "chatcmpl-up", "object": "chat.completion.chunk", "created": 7, "model": MODEL}
        chunk["choices"] = choices
        if self.wants_usage():
            chunk["usage"] = usage
        self.event(json.dumps(chunk))

    def delta(self, delta, finish_reason=None):
        self.chunk([{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}])

    def end_stream(self):
        self.event("[DONE]")
        self.wfile.write(b"0\r\n\r\n")

    def wants_usage(self):
        return (self.body.get("stream_options") or {}).get("include_usage") is True

    def cut(self):
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def wait_until_the_caller_leaves(self):
        readable, _, _ = select.select([self.connection], [], [], PATIENCE_SECONDS)
        try:
            self.record["client_left"] = bool(readable) and not self.connection.recv(1, socket.MSG_PEEK)
        except ConnectionError:
            self.record["client_left"] = True
        self.close_connection = True

    def log_message(self, *_):
        pass


def last_user_text(messages):
    content = [message["content"] for message in messages if message["role"] == "user"][-1]
    return content if isinstance(content, str) else " ".join(part.get("text", "") for part in content)


def error(message, param, code):
    return {"error": {"message": message, "type": "scripted", "param": param, "code": code}}


def answer(exchange):
    if not exchange.body.get("stream"):
        message = {"role": "assistant", "content": "".join(ANSWER), "refusal": None}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        completion = {"id": "chatcmpl-up", "object": "chat.completion", "created": 7, "model": MODEL}
        exchange.whole(200, {**completion, "choices": [choice], "usage": USAGE})
        return
    exchange.open_stream()
    exchange.delta({"role": "assistant", "content": ""})
    for piece in ANSWER:
        exchange.delta({"content": piece})
    exchange.delta({}, "stop")
    if exchange.wants_usage():
        exchange.chunk([], USAGE)
    exchange.end_stream()


def cut(exchange):
    exchange.open_stream()
    exchange.delta({"role": "assistant", "content": ""})
    exchange.delta({"content": ANSWER[0]})
    exchange.cut()


def slow(exchange):
    if exchange.body.get("stream"):
        exchange.open_stream()
        exchange.delta({"role": "assistant", "content": ""})
    exchange.wait_until_the_caller_leaves()


def limit(exchange):
    exchange.whole(429, error("their words: slow down", None, "rate_limit_exceeded"), retry_after="900")


def refuse(exchange):
    exchange.whole(400, error("their words: too blue", "messages", "too_blue"))


def locked(exchange):
    exchange.whole(401, error("their words: wrong key", None, "invalid_api_key"))


SCRIPTS = {"cut": cut, "slow": slow, "limit": limit, "refuse": refuse, "locked": locked}


if __name__ == "__main__":
    with Provider() as provider:
        print(f"listening on http://127.0.0.1:{provider.server_port}", flush=True)
        provider.serve_forever()
