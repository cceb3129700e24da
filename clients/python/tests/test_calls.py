"""What is sent, and how an answer is read."""

from __future__ import annotations

import unittest
from datetime import datetime, timedelta, timezone
from typing import Any

from marquee import Client, MarqueeError, etag_of, request_id_of

from .fake_service import FakeService, Reply

PAGE: Any = {"recommendationId": "r1", "rows": [], "next": None}


class WhatIsSent(unittest.TestCase):
    def test_ids_go_into_the_path_and_named_arguments_into_the_query(self) -> None:
        with FakeService(Reply(PAGE)) as service:
            service.client().get_home(
                "a/b c", surface="tv", explain=True, row_ids=["x", "y"], items=3
            )
            [asked] = service.asked
        self.assertEqual(asked.method, "GET")
        self.assertEqual(
            asked.path,
            "/v1/users/a%2Fb%20c/home?surface=tv&items=3&explain=true&rowIds=x&rowIds=y",
        )
        self.assertEqual(asked.headers["Authorization"], "Bearer mq_test")
        self.assertRegex(asked.headers["User-Agent"], r"^marquee-python/\d")

    def test_a_key_may_be_made_anew_for_every_call(self) -> None:
        keys = iter(["first", "second"])
        with FakeService(Reply(PAGE), Reply(PAGE)) as service:
            client = service.client(key=lambda: next(keys))
            client.get_home("u1")
            client.get_home("u1")
            sent = [asked.headers["Authorization"] for asked in service.asked]
        self.assertEqual(sent, ["Bearer first", "Bearer second"])

    def test_a_post_sends_its_arguments_as_a_body_without_those_that_are_none(self) -> None:
        with FakeService(Reply({}, 201)) as service:
            service.client().create_pin(
                item_id="318",
                row_id="top-picks",
                position=0,
                from_=datetime(2026, 3, 1, 20, tzinfo=timezone.utc),
                until="2026-03-02T00:00:00Z",
                note=None,
                validate_only=True,
            )
            [asked] = service.asked
        self.assertEqual(asked.path, "/v1/pins?validateOnly=true")
        self.assertEqual(
            asked.json,
            {
                "itemId": "318",
                "rowId": "top-picks",
                "position": 0,
                "from": "2026-03-01T20:00:00+00:00",
                "until": "2026-03-02T00:00:00Z",
            },
        )

    def test_a_patch_sends_the_document_with_its_nones(self) -> None:
        with FakeService(Reply({}, headers={"ETag": '"3"'})) as service:
            service.client().patch_pin("p1", {"note": None, "enabled": False}, if_match='"2"')
            [asked] = service.asked
        self.assertEqual(asked.json, {"note": None, "enabled": False})
        self.assertEqual(asked.headers["Content-Type"], "application/merge-patch+json")
        self.assertEqual(asked.headers["If-Match"], '"2"')

    def test_lines_are_taken_as_they_are_sent(self) -> None:
        items = ({"itemId": f"i{n}"} for n in range(1234))
        with FakeService(Reply({"accepted": 1234})) as service:
            answer = service.client().post_items(items)  # type: ignore[arg-type]
            [asked] = service.asked
        lines = asked.body.decode().splitlines()
        self.assertEqual(answer["accepted"], 1234)
        self.assertEqual(len(lines), 1234)
        self.assertEqual(lines[1233], '{"itemId": "i1233"}')
        self.assertEqual(asked.headers["Content-Type"], "application/x-ndjson")

    def test_a_text_is_one_value_and_no_list_of_letters(self) -> None:
        report = {"columns": [], "rows": [], "definition": {}, "sql": ""}
        with FakeService(Reply(report), Reply(report)) as service:
            service.client().get_report("ctr", by="day,row")
            service.client().get_report("ctr", by=["day", "row"])
            paths = [asked.path for asked in service.asked]
        self.assertEqual(paths, ["/v1/reports/ctr?by=day%2Crow", "/v1/reports/ctr?by=day&by=row"])

    def test_a_time_without_a_zone_is_refused_before_anything_is_sent(self) -> None:
        with FakeService() as service:
            with self.assertRaisesRegex(ValueError, "no time zone"):
                service.client().get_report("ctr", from_=datetime(2026, 3, 1))
            self.assertEqual(service.asked, [])

    def test_an_empty_id_is_refused_for_another_route_would_be_meant(self) -> None:
        with FakeService() as service, self.assertRaises(ValueError):
            service.client().get_item("")

    def test_an_address_must_be_one(self) -> None:
        with self.assertRaisesRegex(ValueError, "no address"):
            Client("marquee.example", "mq_test")


class WhatIsRead(unittest.TestCase):
    def test_an_answer_remembers_its_etag_and_request(self) -> None:
        headers = {"ETag": '"7"', "X-Request-Id": "q1"}
        with FakeService(Reply({"itemId": "318"}, headers=headers)) as service:
            item = service.client().get_item("318")
        self.assertEqual(item, {"itemId": "318"})
        self.assertEqual(etag_of(item), '"7"')
        self.assertEqual(request_id_of(item), "q1")

    def test_what_has_no_etag_makes_no_condition(self) -> None:
        with self.assertRaisesRegex(ValueError, "no ETag"):
            etag_of({"itemId": "318"})

    def test_no_content_is_none(self) -> None:
        with FakeService(Reply(status=204)) as service:
            self.assertIsNone(service.client().delete_item("318", reason="gone"))  # type: ignore[func-returns-value]

    def test_an_answer_of_somebody_else_is_an_error(self) -> None:
        with FakeService(Reply(b"<html>hello</html>")) as service:
            with self.assertRaises(MarqueeError) as caught:
                service.client().get_me()
        self.assertEqual(caught.exception.code, "invalid-answer")

    def test_the_key_is_not_shown(self) -> None:
        self.assertNotIn("mq_", repr(Client("https://marquee.example", "mq_secret")))

    def test_a_client_with_other_patience_leaves_the_first_as_it_is(self) -> None:
        first = Client("https://marquee.example", "mq_test")
        other = first.with_options(timeout_s=timedelta(minutes=2).total_seconds(), retries=0)
        self.assertEqual((first.timeout_s, first.retries), (30.0, 2))
        self.assertEqual((other.timeout_s, other.retries), (120.0, 0))
