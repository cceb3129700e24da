"""A report: counted rows, what their columns mean, and the SQL that returns them."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas

    from .types import ReportAnswer, ReportAnswerDefinition

_SHOWN = 50


class Report:
    """What `Client.get_report` answers; iterating goes over its rows.

    Attributes:
        columns: Names of the columns, in order.
        rows: All there are, by column: numbers, texts, None; ``<ratio>_ci95`` is ``[low, high]``.
        definition: What each metric means, and notes on where the numbers are from.
        sql: Returns the same rows with the rights of an analyst.
        answer: The answer as it came: also ``from``, ``to``, ``by``, ``tz`` and ``origin``.
    """

    def __init__(self, answer: ReportAnswer) -> None:
        self.answer = answer
        self.columns: list[str] = answer["columns"]
        self.rows: list[dict[str, Any]] = answer["rows"]
        self.definition: ReportAnswerDefinition = answer["definition"]
        self.sql: str = answer["sql"]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.rows)

    def column(self, name: str) -> list[Any]:
        """The values of a column. Raises KeyError for one that there is not."""
        if name not in self.columns:
            raise KeyError(f"There is no column {name}: there are {', '.join(self.columns)}.")
        return [row[name] for row in self.rows]

    def to_pandas(self) -> pandas.DataFrame:
        """As a DataFrame, for which pandas has to be installed (``pip install marquee[pandas]``).

        An interval becomes two columns of numbers: ``ctr_ci95`` is ``ctr_low`` and ``ctr_high``.
        """
        import pandas

        columns: dict[str, list[Any]] = {}
        for name in self.columns:
            values = self.column(name)
            if not name.endswith("_ci95"):
                columns[name] = values
                continue
            of = name[: -len("_ci95")]
            columns[f"{of}_low"] = [None if pair is None else pair[0] for pair in values]
            columns[f"{of}_high"] = [None if pair is None else pair[1] for pair in values]
        return pandas.DataFrame(columns)

    def __repr__(self) -> str:
        name, asked = self.answer["report"], self.answer
        return f"<Report {name}: {len(self)} rows, {asked['from']} to {asked['to']}, origin {asked['origin']}>"

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        body = "".join(
            f"<tr>{''.join(f'<td>{escape(_shown(row[name]))}</td>' for name in self.columns)}</tr>"
            for row in self.rows[:_SHOWN]
        )
        rest = len(self) - _SHOWN
        more = f"<p>{rest} rows more</p>" if rest > 0 else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list):
        return " to ".join(_shown(one) for one in value)
    return str(value)
