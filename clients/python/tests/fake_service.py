"""A service that says what a test tells it to say, over real HTTP."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from marquee import Client


@dataclass
class Reply:
    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    # What Content-Length claims beyond what is sent.
    missing_bytes: int = 0


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class FakeService:
    """Answers with its replies, one after another; None hangs up."""

    def __init__(self, *replies: Reply | None) -> None:
        self.asked: list[Asked] = []
        self.waits: list[float] = []
        self._replies = list(replies)
        service = self

        class Handler(BaseHTTPRequestHandler):
            def handle_any(self) -> None:
                service.asked.append(
                    Asked(self.command, self.path, dict(self.headers.items()), self.read_body())
                )
                reply = service._replies.pop(0)
                if reply is None:
                    return
                body = reply.body
                data = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response_only(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                if reply.status != 204:
                    self.send_header("Content-Length", str(len(data) + reply.missing_bytes))
                self.end_headers()
                if reply.status != 204:
                    self.wfile.write(data)

            def read_body(self) -> bytes:
                if self.headers.get("Transfer-Encoding") != "chunked":
                    return self.rfile.read(int(self.headers.get("Content-Length", 0)))
                parts = []
                while size := int(self.rfile.readline(), 16):
                    parts.append(self.rfile.read(size))
                    self.rfile.readline()
                self.rfile.readline()
                return b"".join(parts)

            do_GET = do_PUT = do_POST = do_PATCH = do_DELETE = handle_any

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def client(self, **options: Any) -> Client:
        """A client of it that notes its waits instead of waiting, and whose dice always show 0."""
        client = Client(self.url, options.pop("key", "mq_test"), **options)
        client._sleep = self.waits.append
        client._random = lambda: 0.0
        return client

    def __enter__(self) -> FakeService:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
