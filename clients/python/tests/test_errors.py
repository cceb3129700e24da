"""What goes wrong, and when a call is sent again."""

from __future__ import annotations

import pickle
import socket
import threading
import unittest

from marquee import (
    AuthenticationError,
    ChangedError,
    MarqueeError,
    NotFoundError,
    RateLimitedError,
    UnavailableError,
)

from .fake_service import FakeService, Reply


def problem(status: int, code: str, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply({"code": code, "detail": "It says why.", "requestId": "q9"}, status, named)


ME = {"actor": {"id": "k", "name": ""}, "roles": ["app"], "origin": "app"}


class Errors(unittest.TestCase):
    def test_an_error_carries_code_sentence_status_and_request(self) -> None:
        with FakeService(problem(404, "unknown-item")) as service:
            with self.assertRaises(NotFoundError) as caught:
                service.client().get_item("318")
        error = caught.exception
        self.assertEqual(
            (error.code, error.message, error.status, error.request_id),
            ("unknown-item", "It says why.", 404, "q9"),
        )
        self.assertEqual(str(error), "get_item: It says why. (unknown-item, 404, request q9)")

    def test_errors_have_classes_by_what_to_do_about_them(self) -> None:
        for status, kind in [
            (401, AuthenticationError),
            (403, AuthenticationError),
            (412, ChangedError),
        ]:
            with self.subTest(status), FakeService(problem(status, "x")) as service:
                with self.assertRaises(kind):
                    service.client().get_me()

    def test_an_error_goes_through_pickle_as_workers_send_it(self) -> None:
        error = pickle.loads(
            pickle.dumps(NotFoundError("No.", "unknown-item", 404, "q9", None, "get_item"))
        )
        self.assertEqual(
            (error.code, error.operation, str(error)[:9]), ("unknown-item", "get_item", "get_item:")
        )

    def test_what_a_proxy_says_is_an_error_too(self) -> None:
        with FakeService(Reply(b"<html>Bad Gateway</html>", 502)) as service:
            with self.assertRaises(UnavailableError) as caught:
                service.client().get_me()
        self.assertEqual((caught.exception.code, caught.exception.status), ("unavailable", 502))

    def test_nobody_there_is_said_with_the_address(self) -> None:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            port = unused.getsockname()[1]
            with FakeService() as service:
                client = service.client(retries=1)
                client.base_url = f"http://127.0.0.1:{port}"
                with self.assertRaises(UnavailableError) as caught:
                    client.get_me()
                self.assertEqual(service.waits, [0.125])
        self.assertEqual(caught.exception.code, "unreachable")
        self.assertIn(str(port), caught.exception.message)

    def test_a_key_follows_no_redirect_to_another_address(self) -> None:
        with FakeService(Reply(ME)) as other:
            lead = Reply({}, 302, {"Location": f"{other.url}/v1/me"})
            with FakeService(lead) as service, self.assertRaises(MarqueeError) as caught:
                service.client().get_me()
            self.assertEqual(other.asked, [])
        self.assertIn(other.url, caught.exception.message)

    def test_a_long_body_that_is_refused_before_it_was_read_is_told_why(self) -> None:
        answer = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 23\r\nConnection: close\r\n\r\n"
        with socket.socket() as refusing:
            refusing.bind(("127.0.0.1", 0))
            refusing.listen()

            def refuse() -> None:
                connection, _ = refusing.accept()
                with connection:
                    connection.recv(1000)
                    connection.sendall(answer + b'{"code": "not-allowed"}')

            thread = threading.Thread(target=refuse)
            thread.start()
            with FakeService() as service:
                client = service.client()
                client.base_url = f"http://127.0.0.1:{refusing.getsockname()[1]}"
                with self.assertRaises(AuthenticationError) as caught:
                    client.post_items({"title": "t" * 10_000} for _ in range(10_000))  # type: ignore[typeddict-item]
            thread.join()
        self.assertEqual(caught.exception.code, "not-allowed")

    def test_silence_is_a_timeout(self) -> None:
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen()
            with FakeService() as service:
                client = service.client(retries=0, timeout_s=0.05)
                client.base_url = f"http://127.0.0.1:{silent.getsockname()[1]}"
                with self.assertRaises(UnavailableError) as caught:
                    client.get_me()
        self.assertEqual(caught.exception.code, "timeout")


class SentAgain(unittest.TestCase):
    def test_a_read_after_no_answer_with_growing_waits(self) -> None:
        with FakeService(None, None, Reply(ME)) as service:
            self.assertEqual(service.client().get_me()["origin"], "app")
            self.assertEqual(service.waits, [0.125, 0.25])
            self.assertEqual(len(service.asked), 3)

    def test_only_so_often(self) -> None:
        with FakeService(None, None, None) as service:
            with self.assertRaises(UnavailableError):
                service.client().get_me()
            self.assertEqual(len(service.asked), 3)

    def test_after_503_as_long_as_the_service_asks(self) -> None:
        with FakeService(problem(503, "unavailable", Retry_After="3"), Reply(ME)) as service:
            service.client().get_me()
            self.assertEqual(service.waits, [3.0])

    def test_not_after_503_that_does_not_say_when_nor_when_that_is_too_long(self) -> None:
        for headers in ({}, {"Retry_After": "3600"}):
            with (
                self.subTest(headers),
                FakeService(problem(503, "unavailable", **headers)) as service,
            ):
                with self.assertRaises(UnavailableError):
                    service.client().get_me()
                self.assertEqual(service.waits, [])

    def test_retry_after_as_a_date_is_counted_from_the_answers_own(self) -> None:
        dates = {
            "Date": "Wed, 21 Oct 2026 07:28:00 GMT",
            "Retry_After": "Wed, 21 Oct 2026 07:28:05 GMT",
        }
        with FakeService(problem(429, "rate-limited", **dates), Reply(ME)) as service:
            service.client().get_me()
            [waited] = service.waits
        self.assertEqual(waited, 5.0)

    def test_what_must_not_be_done_twice_is_not_sent_twice(self) -> None:
        with FakeService(None) as service:
            with self.assertRaises(UnavailableError):
                service.client().block_item("318", "licence")
            self.assertEqual(len(service.asked), 1)

    def test_but_anything_that_was_refused_for_its_rate(self) -> None:
        with FakeService(problem(429, "rate-limited", Retry_After="1"), Reply({})) as service:
            service.client().block_item("318", "licence")
            self.assertEqual(service.waits, [1.0])

    def test_a_rate_limit_that_does_not_end_is_told(self) -> None:
        limited = problem(429, "rate-limited", Retry_After="1")
        with (
            FakeService(limited, limited) as service,
            self.assertRaises(RateLimitedError) as caught,
        ):
            service.client(retries=1).get_me()
        self.assertEqual(caught.exception.retry_after_s, 1.0)

    def test_a_new_pin_is_made_once_by_the_key_of_its_first_attempt(self) -> None:
        with FakeService(None, Reply({}, 201)) as service:
            service.client().create_pin(
                item_id="318",
                position=0,
                from_="2026-03-01T00:00:00Z",
                until="2026-03-02T00:00:00Z",
            )
            keys = [asked.headers["Idempotency-Key"] for asked in service.asked]
        self.assertEqual(len(keys), 2)
        self.assertEqual(keys[0], keys[1])

    def test_a_change_on_condition_is_not_sent_twice(self) -> None:
        with FakeService(None) as service:
            with self.assertRaises(UnavailableError):
                service.client().put_item("318", {}, if_match='"1"')  # type: ignore[typeddict-item]
            self.assertEqual(len(service.asked), 1)

    def test_lines_that_were_taken_from_an_iterator_cannot_be_taken_again(self) -> None:
        limited = problem(429, "rate-limited", Retry_After="1")
        with FakeService(limited) as service, self.assertRaises(RateLimitedError):
            service.client().post_items(iter([{}]))  # type: ignore[arg-type]
        with FakeService(limited, Reply({})) as service:
            service.client().post_items([{}])  # type: ignore[typeddict-item]
            self.assertEqual([asked.body for asked in service.asked], [b"{}\n", b"{}\n"])
