"""The form of the file, and how an older form becomes the present one.

SQLite keeps two numbers for its users: `application_id` says whose file it is, `user_version`
how many of the MIGRATIONS it has been through. A migration is never changed once it has been
released; what is wrong in it, the next one mends.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

APPLICATION = 0x426F6F6B  # "Book"

MIGRATIONS = (
    # AUTOINCREMENT gives no number twice, so an old link never leads to another bookmark.
    (
        """CREATE TABLE bookmark (
            id INTEGER PRIMARY KEY AUTOINCREMENT, url TEXT NOT NULL UNIQUE, title TEXT NOT NULL
        )""",
    ),
    (
        """CREATE TABLE tag (
            bookmark INTEGER NOT NULL REFERENCES bookmark ON DELETE CASCADE,
            name TEXT NOT NULL,
            PRIMARY KEY (bookmark, name)
        ) WITHOUT ROWID""",
        "CREATE INDEX tag_by_name ON tag (name, bookmark)",
    ),
)

CAUSES = {
    "SQLITE_CANTOPEN": "cannot be opened; name a file in a folder that you may write to",
    "SQLITE_READONLY": "cannot be written to; you need the right to write the file and its folder",
    "SQLITE_NOTADB": "is not a database; name another file",
    "SQLITE_BUSY": "is in use by a program that does not let go of it; stop that program",
}


class Unusable(Exception):
    """A file that cannot be used. The text says why, and what to do."""


def connect(file: Path, patience: float = 5.0) -> sqlite3.Connection:
    """Open the file, and make it if need be. Transactions begin and end where the code says so.

    `patience` is how many seconds to wait for another process that writes.
    """
    # An absolute path: ":memory:" would be a name for no file at all.
    connection = sqlite3.connect(file.absolute(), isolation_level=None, timeout=patience)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        # A 201 is a promise. NORMAL would keep it if the program dies, but not if the power fails.
        connection.execute("PRAGMA synchronous = FULL")
    except sqlite3.Error:  # SQLite looks into a file only when it is asked something.
        connection.close()
        raise
    return connection


def prepare(file: Path, patience: float = 5.0) -> None:
    """Make the file, or bring it up to date. Raises Unusable, and then leaves it as it was."""
    try:
        with closing(connect(file, patience)) as connection:
            _migrate(connection, file)
            # Readers do not wait for a writer, nor a writer for them. The file remembers this.
            connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        known = (cause for start, cause in CAUSES.items() if name.startswith(start))
        raise Unusable(f"{file} {next(known, f'cannot be used: {error}')}.") from error


def _migrate(connection: sqlite3.Connection, file: Path) -> None:
    """Take the steps that the file has not been through, all of them or none."""
    with connection:
        # Takes the right to write at once: where there is none, we want to know it now.
        connection.execute("BEGIN IMMEDIATE")
        version, application, tables = connection.execute(
            "SELECT user_version, application_id, (SELECT count(*) FROM sqlite_master)"
            " FROM pragma_user_version, pragma_application_id"
        ).fetchone()
        if application != APPLICATION and (application or version or tables):
            raise Unusable(f"{file} is the database of another program; name another file.")
        if version > len(MIGRATIONS):
            raise Unusable(
                f"{file} has version {version}, written by a newer program; "
                f"this one knows version {len(MIGRATIONS)}. Update it, or name another file."
            )
        for migration in MIGRATIONS[version:]:
            for statement in migration:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
