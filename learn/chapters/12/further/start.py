"""What an application does all day, counted, in the text format of Prometheus.

    metrics = Metrics(time.perf_counter)
    app.middleware(metrics.measure)
    app.get("/metrics")(metrics.text)

No value of a peer becomes a label unless it is one of a few.
"""

from collections.abc import Sequence

from entities import Handler, Request, Response
from interfaces import Clock


class Metrics:
    """Counts responses by method and status, and their durations by bucket.

    A duration ends when the response is there; the pieces of a stream come later. `buckets` are
    seconds, in rising order.
    """

    def __init__(self, now: Clock, buckets: Sequence[float] = (0.005, 0.05, 0.5, 5.0)) -> None:
        raise NotImplementedError

    async def measure(self, request: Request, handler: Handler) -> Response:
        """Take part as a middleware. What the handler raises counts as 500, and is raised again.

        A method that HTTP does not define counts as "other", or peers could invent new ones for
        ever.
        """
        raise NotImplementedError

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
        raise NotImplementedError
