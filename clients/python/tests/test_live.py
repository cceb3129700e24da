"""Against a service that runs: MARQUEE_TEST_URL, and MARQUEE_TEST_<ROLE>_KEY for each role. Skipped without one."""

from __future__ import annotations

import os
import tempfile
import time
import unittest
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from marquee import ChangedError, Client, InvalidRequestError, NotFoundError, etag_of
from marquee.types import Event, SentItem

URL = os.environ.get("MARQUEE_TEST_URL")
T = TypeVar("T")


def client_of(role: str) -> Client:
    assert URL is not None
    return Client(URL, os.environ[f"MARQUEE_TEST_{role.upper()}_KEY"])


def eventually(ask: Callable[[], T], is_wanted: Callable[[T], bool], within_s: float = 60) -> T:
    """Asks again until the answer is as wanted; fails with the last one."""
    deadline = time.monotonic() + within_s
    while not is_wanted(answer := ask()):
        if time.monotonic() > deadline:
            raise AssertionError(f"Not within {within_s} s: {answer!r}")
        time.sleep(0.05)
    return answer


def film(number: int) -> SentItem:
    return {
        "itemId": f"film-{number:03}",
        "type": "film",
        "title": f"Film {number}",
        "genres": ["Drama" if number % 2 else "Comedy"],
        "maturity": "kids",
        "windows": [{"region": "*"}],
    }


@unittest.skipIf(URL is None, "no MARQUEE_TEST_URL: start a service and name it")
class AgainstAService(unittest.TestCase):
    """One story, told in order: titles come, somebody looks at a page, an analyst reads the log."""

    app: Client
    editor: Client
    analyst: Client
    admin: Client

    @classmethod
    def setUpClass(cls) -> None:
        cls.app, cls.editor = client_of("app"), client_of("editor")
        cls.analyst, cls.admin = client_of("analyst"), client_of("admin")

    def test_1_titles_go_in_as_they_are_made_and_come_back_page_by_page(self) -> None:
        answer = self.editor.post_items(film(number) for number in range(120))
        self.assertEqual((answer["accepted"], answer["rejected"]), (120, []))
        titles = [item["title"] for item in self.editor.iter_items(page_size=50)]
        self.assertEqual(len(titles), 120)
        self.assertEqual(titles[0], "Film 0")

    def test_2_a_change_on_condition_is_refused_when_somebody_was_faster(self) -> None:
        seen = self.editor.get_item("film-001")
        mine: SentItem = {**film(1), "title": "Film one"}
        changed = self.editor.put_item("film-001", mine, if_match=etag_of(seen))
        self.assertEqual(changed["title"], "Film one")
        with self.assertRaises(ChangedError) as caught:
            self.editor.put_item("film-001", film(1), if_match=etag_of(seen))
        self.assertEqual(caught.exception.code, "precondition-failed")
        self.assertIsNotNone(caught.exception.request_id)

    def test_3_a_page_its_events_and_what_goes_on_with_it(self) -> None:
        page = eventually(
            lambda: self.app.get_home("u1", surface="web"), lambda it: bool(it["rows"])
        )
        row = page["rows"][0]
        more = [item["itemId"] for part in self.app.iter_next_items(row) for item in part["items"]]
        self.assertTrue(more)
        self.assertFalse(set(more) & {item["itemId"] for item in row["items"]})
        slot = row["items"][0]
        event: Event = {
            "eventId": str(uuid4()),
            "type": "click",
            "userId": "u1",
            "itemId": slot["itemId"],
            "impressionId": slot["impressionId"],
            "timestamp": datetime.now(timezone.utc).isoformat(),
        }
        self.assertEqual(self.app.post_events([event])["accepted"], 1)
        nonsense: Event = {**event, "eventId": "e2", "type": "rate"}
        [rejected] = self.app.post_events([event, nonsense])["rejected"]
        self.assertEqual(rejected["index"], 1)

    def test_4_the_log_is_read_impression_by_impression_and_as_files(self) -> None:
        def clicked() -> list[str]:
            return [
                impression["impression_id"]
                for impression in self.analyst.iter_impressions(outcomes=True, page_size=7)
                if impression.get("clicked_at")
            ]

        [impression_id] = eventually(clicked, lambda it: len(it) == 1)
        found = list(self.analyst.iter_impressions(page_size=7))
        self.assertGreater(len(found), 14)
        self.assertEqual(len({one["impression_id"] for one in found}), len(found))
        page = self.analyst.get_decision(impression_id.split(".")[0])
        self.assertEqual(page["surface"], "web")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "log"
            got = self.analyst.download_impressions(path, format="ndjson")
            self.assertTrue(got.complete)
            self.assertEqual(len(path.read_text().splitlines()), len(found))
            part = self.analyst.download_impressions(path, format="csv", limit=5)
            self.assertFalse(part.complete)
            self.assertEqual(len(path.read_text().splitlines()), 6)
            self.analyst.download_impressions(path)
            self.assertEqual(path.read_bytes()[:4], b"PAR1")

    def test_5_a_report_counts_the_same(self) -> None:
        total = sum(1 for _ in self.analyst.iter_impressions())
        day = timedelta(days=1)
        now = datetime.now(timezone.utc)
        report = eventually(
            lambda: self.analyst.get_report("ctr", by="row", from_=now - day, to=now + day),
            lambda it: sum(it.column("clicked")) == 1,
        )
        self.assertEqual(sum(report.column("served")), total)
        self.assertEqual(report.columns[:1], ["row_id"])
        self.assertIn("ctr_ci95", report.columns)
        self.assertRegex(report.sql, "(?i)select")
        with self.assertRaisesRegex(InvalidRequestError, "by"):
            self.analyst.get_report("ctr", by=["moon"])

    def test_6_a_pin_is_made_changed_and_taken_away(self) -> None:
        now = datetime.now(timezone.utc)
        made = self.editor.create_pin(
            item_id="film-050",
            row_kind="popular",
            position=0,
            from_=now,
            until=now + timedelta(days=1),
        )
        pin_id = made["pin"]["pinId"] or ""
        self.assertEqual([pin["pinId"] for pin in self.editor.iter_pins()], [pin_id])
        patched = self.editor.patch_pin(pin_id, {"note": "for the gala"}, if_match=etag_of(made))
        self.assertEqual(patched["pin"]["note"], "for the gala")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "pins.csv"
            self.editor.download_pins(path)
            self.assertIn("for the gala", path.read_text())
        self.editor.delete_pin(pin_id, reason="over")
        with self.assertRaises(NotFoundError):
            self.editor.get_pin("no-such-pin")

    def test_7_features_are_asked_by_names(self) -> None:
        answer = self.admin.post_features(user_ids=["u1"], item_ids=["film-001", "film-002"])
        self.assertEqual(len(answer["rows"]), 2)
        self.assertEqual(len(answer["rows"][0]["values"]), len(answer["features"]))
