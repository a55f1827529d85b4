"""An API behind instances that a real Prometheus scrapes, and how many of its attempts our source counts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from gate.environment.indicators import Indicator
from gate.sample import Sample, Window
from gate.sources.prometheus import Prometheus
from tests.support.servers.prometheus import Page, PrometheusServer

SEEN_S_MAX = 5


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Api:
    """An API behind instances, each with its own counters; `test` keeps the series of tests apart."""

    server: PrometheusServer
    source: Prometheus
    indicator: Indicator
    eventually: Callable[..., Sample]
    test: str

    def page(self, instance: str) -> Page:
        return self.server.pages[instance]

    def serve(self, instance: str, good: float, bad: float | None = None, retries: int = 0) -> None:
        """Show counters as they would be after so many attempts."""
        common = f'test="{self.test}",synthetic="false"'
        lines = [
            f'requests_total{{{common},attempt="first",status="200"}} {good}',
            f'requests_total{{{common},attempt="retry",status="500"}} {retries}',
            f'requests_total{{test="{self.test}",synthetic="true",attempt="first",status="500"}} {retries}',
        ]
        if bad is not None:
            lines.append(f'requests_total{{{common},attempt="first",status="503"}} {bad}')
        self.page(instance).show(*lines)

    def counts(self, since: datetime, **settings: object) -> Sample:
        return self.source.counts(
            "error_rate", self.indicator.model_copy(update=settings), Window(since, datetime.now(UTC))
        )

    def counted(self, since: datetime, denominator: int) -> Sample:
        """The sample as soon as so many attempts were seen."""

        def look() -> Sample | None:
            sample = self.counts(since)
            return sample if sample.denominator == denominator else None

        sample = self.eventually(look, SEEN_S_MAX)
        assert sample, f"{self.counts(since)} instead of {denominator}"
        return sample

    def seen(self, instance: str) -> None:
        """Wait for a scrape that began after this moment."""
        since = now().timestamp()
        assert self.eventually(lambda: self.newest(instance) > since, SEEN_S_MAX)

    def begin(self, *instances: str) -> datetime:
        """Begin a window in which these are known, and no scrape from before it is still under way."""
        for instance in instances:
            self.seen(instance)
        since = now()
        for instance in instances:
            self.seen(instance)
        return since

    def newest(self, instance: str) -> float:
        found = self.server.query(f'timestamp(requests_total{{test="{self.test}",instance="{instance}"}})')
        return max((float(series["value"][1]) for series in found), default=0)
