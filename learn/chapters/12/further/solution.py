"""What an application does all day, counted, in the text format of Prometheus.

    metrics = Metrics(time.perf_counter)
    app.middleware(metrics.measure)
    app.get("/metrics")(metrics.text)

No value of a peer becomes a label unless it is one of a few.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from entities import Handler, Request, Response
from interfaces import Clock
from use_cases import METHODS

DURATION = "http_request_duration_seconds"


class Metrics:
    """Counts responses by method and status, and their durations by bucket.

    A duration ends when the response is there; the pieces of a stream come later. `buckets` are
    seconds, in rising order.
    """

    def __init__(self, now: Clock, buckets: Sequence[float] = (0.005, 0.05, 0.5, 5.0)) -> None:
        self._now = now
        self._buckets = buckets
        self._responses: Counter[tuple[str, int]] = Counter()
        self._durations = [0] * (len(buckets) + 1)
        self._seconds = 0.0

    async def measure(self, request: Request, handler: Handler) -> Response:
        """Take part as a middleware. What the handler raises counts as 500, and is raised again.

        A method that HTTP does not define counts as "other", or peers could invent new ones for
        ever.
        """
        status, began = 500, self._now()
        try:
            response = await handler(request)
            status = response.status
            return response
        finally:
            seconds = self._now() - began
            method = request.method if request.method in METHODS else "other"
            self._responses[method, status] += 1
            self._durations[bisect_left(self._buckets, seconds)] += 1
            self._seconds += seconds

    def text(self) -> str:
        """Return all of it, sorted, each line ended by a line feed.

            # TYPE http_requests_total counter
            http_requests_total{method="GET",status="200"} 2
            # TYPE http_request_duration_seconds histogram
            http_request_duration_seconds_bucket{le="0.005"} 1
            http_request_duration_seconds_bucket{le="+Inf"} 2
            http_request_duration_seconds_sum 0.25
            http_request_duration_seconds_count 2

        A bucket counts all that took at most so long, and so what is in the buckets before it.
        """
        lines = ["# TYPE http_requests_total counter"]
        for (method, status), count in sorted(self._responses.items()):
            lines.append(f'http_requests_total{{method="{method}",status="{status}"}} {count}')
        lines.append(f"# TYPE {DURATION} histogram")
        bounds = [*map(str, self._buckets), "+Inf"]
        for bound, count in zip(bounds, accumulate(self._durations), strict=True):
            lines.append(f'{DURATION}_bucket{{le="{bound}"}} {count}')
        lines.append(f"{DURATION}_sum {self._seconds}")
        lines.append(f"{DURATION}_count {sum(self._durations)}")
        return "\n".join(lines) + "\n"
