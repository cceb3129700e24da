"""Lists that come in pages, reports, and answers that are kept as files."""

from __future__ import annotations

import io
import tempfile
import unittest
from pathlib import Path
from typing import Any

from marquee import Report, UnavailableError

from .fake_service import FakeService, Reply


class Lists(unittest.TestCase):
    def test_iterating_asks_for_a_page_when_it_is_reached(self) -> None:
        pages = [
            Reply({"items": [{"itemId": "a"}, {"itemId": "b"}], "nextCursor": "c1"}),
            Reply({"items": [], "nextCursor": "c2"}),
            Reply({"items": [{"itemId": "c"}], "nextCursor": None}),
        ]
        with FakeService(*pages) as service:
            items = service.client().iter_items(q="x", page_size=2)
            self.assertEqual(service.asked, [])
            self.assertEqual(next(items)["itemId"], "a")
            self.assertEqual(len(service.asked), 1)
            self.assertEqual([item["itemId"] for item in items], ["b", "c"])
            paths = [asked.path for asked in service.asked]
        self.assertEqual(
            paths,
            [
                "/v1/items?limit=2&q=x",
                "/v1/items?cursor=c1&limit=2&q=x",
                "/v1/items?cursor=c2&limit=2&q=x",
            ],
        )

    def test_pages_of_a_home_go_on_until_there_is_no_token(self) -> None:
        def page(token: str | None) -> dict[str, Any]:
            return {
                "recommendationId": token,
                "rows": [{"rowId": "r", "next": None}],
                "next": token,
            }

        with FakeService(Reply(page("t1")), Reply(page("t2")), Reply(page(None))) as service:
            client = service.client()
            following = list(client.iter_next_pages(client.get_home("u1")))
            paths = [asked.path for asked in service.asked[1:]]
        self.assertEqual(len(following), 2)
        self.assertEqual(paths, ["/v1/home/next?token=t1", "/v1/home/next?token=t2"])


REPORT: Any = {
    "report": "ctr",
    "from": "2026-03-01T00:00:00.000Z",
    "to": "2026-03-08T00:00:00.000Z",
    "by": ["row"],
    "tz": "UTC",
    "origin": "app",
    "columns": ["row_id", "served", "ctr", "ctr_ci95"],
    "rows": [
        {"row_id": "top<picks>", "served": 10, "ctr": 0.1, "ctr_ci95": [0.01, 0.4]},
        {"row_id": "new", "served": 0, "ctr": None, "ctr_ci95": None},
    ],
    "definition": {"title": "Click rate", "metrics": [], "notes": []},
    "sql": "SELECT 1",
}


class Reports(unittest.TestCase):
    def test_a_report_is_its_rows(self) -> None:
        with FakeService(Reply(REPORT)) as service:
            report = service.client().get_report("ctr", by=["row"])
        self.assertEqual(report.columns, ["row_id", "served", "ctr", "ctr_ci95"])
        self.assertEqual([row["served"] for row in report], [10, 0])
        self.assertEqual(report.column("ctr"), [0.1, None])
        self.assertEqual((len(report), report.sql), (2, "SELECT 1"))
        self.assertIn("ctr: 2 rows", repr(report))

    def test_a_column_that_there_is_not_is_told_with_those_there_are(self) -> None:
        with self.assertRaisesRegex(KeyError, "row_id, served"):
            Report(REPORT).column("clicks")

    def test_a_notebook_shows_it_as_a_table_in_which_nothing_is_code(self) -> None:
        html = Report(REPORT)._repr_html_()
        self.assertIn("<td>top&lt;picks&gt;</td>", html)
        self.assertIn("<td>0.01 to 0.4</td>", html)

    def test_as_a_dataframe_intervals_are_two_columns(self) -> None:
        try:
            import pandas  # noqa: F401
        except ImportError:
            self.skipTest("pandas is not installed")
        frame = Report(REPORT).to_pandas()
        self.assertEqual(list(frame.columns), ["row_id", "served", "ctr", "ctr_low", "ctr_high"])
        self.assertEqual(frame["ctr_high"][0], 0.4)


class Files(unittest.TestCase):
    def setUp(self) -> None:
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.folder = Path(directory.name)

    def test_a_download_says_whether_something_is_left(self) -> None:
        headers = {
            "marquee-complete": "false",
            "marquee-next-cursor": "c1",
            "marquee-scanned-to": "t",
        }
        with FakeService(Reply(b"PAR1" * 100_000, headers=headers)) as service:
            got = service.client().download_impressions(
                self.folder / "i.parquet", row_id="top-picks"
            )
            [asked] = service.asked
        self.assertEqual((self.folder / "i.parquet").read_bytes(), b"PAR1" * 100_000)
        self.assertEqual(
            (got.size_bytes, got.complete, got.next_cursor, got.scanned_to),
            (400_000, False, "c1", "t"),
        )
        self.assertEqual(asked.path, "/v1/impressions?rowId=top-picks&format=parquet")

    def test_a_file_that_came_in_part_is_asked_for_again_and_never_left_behind(self) -> None:
        target = self.folder / "i.csv"
        target.write_text("what was there")
        cut = Reply(b"a,b\n", missing_bytes=100)
        with FakeService(cut, cut, cut) as service:
            with self.assertRaises(UnavailableError):
                service.client().download_impressions(target, format="csv")
            self.assertEqual(len(service.asked), 3)
        self.assertEqual(target.read_text(), "what was there")
        self.assertEqual([path.name for path in self.folder.iterdir()], ["i.csv"])

    def test_an_open_file_is_written_to_once(self) -> None:
        with FakeService(Reply(b'{"a":1}\n')) as service:
            file = io.BytesIO()
            got = service.client().download_impressions(file, format="ndjson")
        self.assertEqual((file.getvalue(), got.path), (b'{"a":1}\n', None))

    def test_pins_come_as_csv(self) -> None:
        with FakeService(Reply(b"pinId\n")) as service:
            service.client().download_pins(self.folder / "pins.csv")
            [asked] = service.asked
        self.assertEqual((asked.path, asked.headers["Accept"]), ("/v1/pins", "text/csv"))
