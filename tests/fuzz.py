"""Fuzz the parser and the conversation, led by coverage. `make fuzz` runs it; CI does not.

    python -m tests.fuzz parser --seconds 30
    python -m tests.fuzz conversation --seconds 30

atheris changes the input so that it takes branches which no input before it took. It starts from
the tables of the parser's tests and from what earlier runs kept in the folder .fuzz. An input
that breaks a rule is written there too, as crash-…, and ends the run with a status that is not
zero. Keep it as a row: in tests/use_cases/refused.py or served.py if it is about the parser.
"""

import argparse
import hashlib
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["entities", "use_cases", "interfaces"]):
    from tests.properties.conversation import LIMITS as NARROW
    from tests.properties.conversation import replies
    from tests.properties.grammar import SPOILERS, cut_at
    from tests.use_cases.feeding import END_OF_INPUT, bytewise, outcome
    from tests.use_cases.refused import REFUSED
    from tests.use_cases.requests import LIMITS
    from tests.use_cases.served import SERVED
    from use_cases import Limits, Signal

FOLDER = Path(".fuzz")
LONGEST = 600  # octets of an input: more would only repeat what is in it
STATUSES = {400, 414, 417, 421, 431, 501, 505}


def cut(data: bytes) -> list[bytes]:
    """Cut data in a few places, always the same for the same data."""
    return cut_at(data, list(hashlib.blake2b(data, digest_size=5).digest()))


def parser(data: bytes) -> None:
    """No cut changes what octets mean, and nothing is raised but ProtocolError."""
    if not data:
        return
    for limits in (LIMITS, Limits()):
        whole = outcome([data, END_OF_INPUT], limits)
        assert whole[-1] is Signal.CLOSED or whole[-1] in STATUSES, whole[-1]
        assert outcome([*bytewise(data), END_OF_INPUT], limits) == whole
        assert outcome([*cut(data), END_OF_INPUT], limits) == whole


def conversation(data: bytes) -> None:
    """What is answered is HTTP, the same for every cut, and never that the server failed."""
    for limits in (NARROW, Limits()):
        whole = replies([data], limits)
        assert replies(bytewise(data), limits) == whole
        assert replies(cut(data), limits) == whole


TARGETS = {"parser": parser, "conversation": conversation}


def main() -> None:
    """Fuzz a target for a time. libFuzzer ends the process."""
    options = argparse.ArgumentParser(prog="python -m tests.fuzz")
    options.add_argument("target", choices=TARGETS)
    options.add_argument("--seconds", type=int, default=30)
    chosen = options.parse_args()
    corpus = FOLDER / chosen.target
    corpus.mkdir(parents=True, exist_ok=True)
    for data, _ in (SERVED | REFUSED).values():
        (corpus / hashlib.blake2b(data, digest_size=20).hexdigest()).write_bytes(data)
    words = FOLDER / "words"
    words.write_text("".join(f'"{escaped(word)}"\n' for word in SPOILERS))
    flags = [
        f"-max_total_time={chosen.seconds}",
        f"-max_len={LONGEST}",
        f"-dict={words}",
        f"-artifact_prefix={FOLDER}/",
        "-timeout=10",
        "-print_final_stats=1",
        "-verbosity=1",
    ]
    atheris.Setup([sys.argv[0], *flags, str(corpus)], TARGETS[chosen.target])
    atheris.Fuzz()


def escaped(word: bytes) -> str:
    """Write a word as libFuzzer's dictionaries have it."""
    return "".join(f"\\x{octet:02X}" for octet in word)


if __name__ == "__main__":
    main()
