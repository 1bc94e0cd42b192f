"""How long a peer may take."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Bounds in seconds, unless a line says otherwise. Each default names its precedent."""

    idle: float = 30.0  # with no request begun; Node: 5, nginx: 75
    head: float = 20.0  # for a whole head; Apache httpd (mod_reqtimeout): 20 to 40
    body: float = 20.0  # without progress in a body; Apache httpd: 20
    body_rate: float = 500.0  # octets that count as a second's progress; Apache httpd: 500
    write: float = 30.0  # without taking anything of a response; nginx (send_timeout): 60
    linger: float = 2.0  # to read the last response before the connection goes; Apache httpd: 2
