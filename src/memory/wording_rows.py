"""The wordings that nodes answer, as they are kept with the nodes' code in the database."""

import json
import sqlite3

from ..domain.json_value import to_json
from ..domain.wording import EditWordings, Wording, read_wordings
from .artifact_store import touch
from .database import Database

# JSON that SQLite does not read (NaN) would look like a damaged file.
_CONTENT = "iif(json_valid(content), content, '{}')"
_PROVENANCE = "iif(json_valid(provenance), provenance, '{}')"
_REUSABLE = (
    f"SELECT node_id, text, json_extract({_CONTENT}, '$.function') AS function,"
    f" json_extract({_CONTENT}, '$.phrases') AS phrases,"
    f" iif(json_extract({_CONTENT}, '$.tested_by.by') = 'steps', template, '') AS form"
    " FROM artifacts WHERE type = 'code' AND retired = 0 AND node_id != '' AND quality >= ?"
    f" AND coalesce(json_extract({_PROVENANCE}, '$.imported'), 0) = 0 ORDER BY node_id"
)


class WordingRows:
    """Reads and changes the wordings of the code in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def reusable(self, least_quality: float) -> tuple[tuple[str, Wording], ...]:
        """(Node id, wording) of the code in retrieval that is tested here and good enough.

        Code that reads a sentence has only the text of its task; where it is made of steps, which
        take any values, the template of that text is its phrase.
        """
        rows = self._database.rows(_REUSABLE, least_quality)
        return tuple((row["node_id"], wording) for row in rows for wording in _wordings_of(row))

    def edit(self, node_id: str, edit: EditWordings) -> None:
        """Change the wordings of a node's code, in one transaction."""

        def work(connection: sqlite3.Connection) -> None:
            query = "SELECT id, content FROM artifacts WHERE type = 'code' AND node_id = ?"
            for row in connection.execute(query, (node_id,)).fetchall():
                try:
                    content = json.loads(row["content"])
                except (ValueError, TypeError, RecursionError):
                    continue
                known = read_wordings(content.get("phrases"))
                new = edit(known)
                if new != known:
                    values = (json.dumps({**content, "phrases": to_json(new)}), row["id"])
                    connection.execute("UPDATE artifacts SET content = ? WHERE id = ?", values)
                    touch(connection, row["id"])

        self._database.write(work)


def _wordings_of(row: sqlite3.Row) -> tuple[Wording, ...]:
    if not row["function"]:
        return (Wording(row["text"], None, row["form"]),)
    return read_wordings(json.loads(row["phrases"] or "[]"))
