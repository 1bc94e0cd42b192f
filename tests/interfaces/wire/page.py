"""Writes the table as text for the page about HTTP."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from tests.interfaces.wire.row import Row
from tests.interfaces.wire.table import ROWS, TOPICS

BEGIN = "<!-- python -m tests.interfaces.wire writes what follows -->\n"
END = "<!-- and ends here -->\n"

RFC = "https://www.rfc-editor.org/rfc/rfc"
CVE = "https://www.cve.org/CVERecord?id="
GHSA = "https://github.com/advisories/"


def with_table(page: str) -> str:
    """Return the page with the table as it is now, in the place where it was."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + "\n".join(lines()) + END + after


def lines() -> Iterator[str]:
    """Give the lines of the table."""
    yield f"\n{len(ROWS)} cases in {len(TOPICS)} topics.\n"
    for topic, rows in TOPICS.items():
        yield f"### {topic}\n"
        yield "| answered | then the connection | rule | what is sent |"
        yield "|---|---|---|---|"
        # Rows with the same fate stand together, in the order of the first of them.
        fates = {fate(row): None for row in rows}
        for each in fates:
            yield each + "; ".join(sent(row for row in rows if fate(row) == each)) + " |"
        yield ""
    yield "## Who got it wrong\n"
    yield "| server | where it can be read | what is sent |"
    yield "|---|---|---|"
    yield from known_faults()
    yield ""


def known_faults() -> Iterator[str]:
    """Give a line for each advisory, with the rows that send what it speaks of."""
    found = [(row.fault, name) for name, row in ROWS.items() if row.fault]
    for fault, group in groupby(sorted(found, key=by_server), key=lambda each: each[0]):
        server, record = fault.split(", ")
        where = (CVE if record.startswith("CVE") else GHSA) + record
        names = "; ".join(escaped(name) for _, name in group)
        yield f"| {server} | [{record}]({where}) | {names} |"


def by_server(found: tuple[str, str]) -> tuple[str, str]:
    """Return the key to sort by: the name of the server in any case."""
    return found[0].lower(), found[1]


def fate(row: Row) -> str:
    """Return the columns that say what becomes of a row."""
    statuses = ", ".join(shortened(str(answer.status) for answer in row.answers)) or "nothing"
    rfc, section = row.rule.split("-")
    rule = f"[RFC {rfc} section {section}]({RFC}{rfc}#section-{section})"
    return f"| {statuses} | {row.then.value} | {rule} | "


def shortened(statuses: Iterable[str]) -> Iterator[str]:
    """Write 200, 200, 200, 200 as 4 times 200."""
    for status, group in groupby(statuses):
        count = len(list(group))
        yield from [status] * count if count < 4 else [f"{count} times {status}"]


def sent(rows: Iterable[Row]) -> Iterator[str]:
    """Give what rows send, in few words where several differ by one character that they hold."""
    marked = (escaped(row.title) + (" †" if row.fault else "") for row in rows)
    parts = (title.rpartition(" holds ") for title in marked)
    for holder, group in groupby(parts, key=lambda part: "".join(part[:2])):
        held = [part[2] for part in group]
        yield from [holder + " · ".join(held)] if holder else held


def escaped(text: str) -> str:
    """Return text as Markdown shows it as it stands."""
    shown = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_{}\[\]|#~^$])", lambda found: f"&#{ord(found[1])};", shown)
