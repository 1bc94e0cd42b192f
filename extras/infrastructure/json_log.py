"""The log as JSON, for what collects the logs of many machines."""

import json
import logging
import time


class JsonFormatter(logging.Formatter):
    """Writes each record as one object of JSON on a line of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the object as text; all but printable ASCII is escaped."""
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        entry: dict[str, object] = {"time": moment, "level": record.levelname}
        entry["message"] = record.getMessage()
        if exchange := getattr(record, "exchange", None):
            entry.update(peer=exchange.peer, status=exchange.status, octets=exchange.octets)
            if request := exchange.request:
                entry.update(method=request.method, target=request.target)
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry).replace("\x7f", "\\u007f")
