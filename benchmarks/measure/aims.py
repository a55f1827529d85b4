"""What is demanded of the measures, and the worst that was met."""

from collections.abc import Iterator

QUIET_HOURS = "20 triggers at half their limits: hours with an alarm in 20,000"
REGRESSION = "regression at minute 30, alpha 0.01, poll 30 s: mean minutes until FAIL"
UPDATE = "an update: microseconds of processor time"
ERROR = "error at the limit, calibrated: share of alpha"
SIMULATED = "drift, clusters, resumed, missing, late: standard errors above the stated error"

AIMS = {  # what is demanded of each, and how it is written
    "FAIL, calibrated: samples over the bound, alpha 0.05": (1.30, "{:.2f}"),
    "FAIL, calibrated: samples over the bound, alpha 0.0025": (1.20, "{:.2f}"),
    "PASS: samples over the bound, alpha 0.05": (1.12, "{:.2f}"),
    "PASS: samples over the bound, alpha 0.0025": (1.12, "{:.2f}"),
    ERROR: (1, "{:.3f}"),
    SIMULATED: (3, "{:.1f}"),
    REGRESSION: (1.2, "{:.2f}"),
    QUIET_HOURS: (0, "{:.0f}"),
    UPDATE: (10, "{:.1f}"),
}


class Worst:
    """The worst value met for each aim."""

    def __init__(self) -> None:
        """Start with none."""
        self._values: dict[str, float] = {}

    def take(self, aim: str, value: float) -> None:
        """Keep the greatest."""
        self._values[aim] = max(value, self._values.get(aim, value))

    def table(self) -> Iterator[str]:
        """Each aim beside the worst that was measured."""
        yield "| aim | at most | worst measured | kept |\n|---|---|---|---|"
        for aim, (most, form) in AIMS.items():
            value = self._values[aim]
            yield f"| {aim} | {most:g} | {form.format(value)} | {'yes' if value <= most else 'NO'} |"
