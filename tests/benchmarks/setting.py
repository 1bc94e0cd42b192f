"""Where and with what the figures were made: without that they say nothing."""

import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = (
    "aiohttp",
    "blacksheep",
    "Flask",
    "granian",
    "h11",
    "httptools",
    "Hypercorn",
    "microdot",
    "sanic",
    "starlette",
    "tornado",
    "uvicorn",
    "uvloop",
    "waitress",
)


def setting(cores: int) -> dict[str, object]:
    """Describe the machine, the Python and the packages."""
    return {
        "processor": processor(),
        "cores": cores,
        "system": f"{platform.system()} {platform.release()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "versions": {name: found for name in PACKAGES if (found := version_of(name))},
    }


def processor() -> str:
    """Return the name of the processor, as far as the system tells."""
    told = Path("/proc/cpuinfo")
    if told.exists():
        for line in told.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(": ")[2]
    return platform.processor() or platform.machine()


def version_of(package: str) -> str:
    """Return the version of a package, empty if it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
