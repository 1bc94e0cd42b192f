"""More of the outside world: files, a spool on disk, other shells, several processes."""

from extras.infrastructure.command import run
from extras.infrastructure.files import static
from extras.infrastructure.spool import spool_to_disk
from extras.infrastructure.threads import serve_threads

__all__ = ["run", "serve_threads", "spool_to_disk", "static"]
