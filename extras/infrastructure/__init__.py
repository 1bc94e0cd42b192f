"""More of the outside world: files, a spool on disk, other shells, several processes."""

from extras.infrastructure.command import run as run
from extras.infrastructure.files import static as static
from extras.infrastructure.spool import spool_to_disk as spool_to_disk
from extras.infrastructure.threads import serve_threads as serve_threads
