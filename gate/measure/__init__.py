"""Numbers with their sample: shown, refuted, or not enough evidence.

No dependencies, and no input or output but calibrations, which are kept once they are worked out.

Rates are shares from 0 to 1 of bad trials, times are whole milliseconds, counts are whole numbers.
A gate takes cumulative counts at each poll in constant time and gives a Reading; looking often costs nothing.
"""

from gate.measure.bets.calibration import Calibration, calibrate
from gate.measure.bets.kept import calibration_for
from gate.measure.bets.tables import COMMON, EQUAL, RARE, Table, table_for
from gate.measure.bounds import (
    lower_bound,
    needed_clean,
    poisson_lower,
    poisson_upper,
    upper_bound,
    wald_bound,
)
from gate.measure.changes.compare import CompareGate
from gate.measure.changes.relative_rate import RelativeRateGate
from gate.measure.changes.spike import SpikeGate
from gate.measure.combine import combine
from gate.measure.counts.count import CountGate, CountTest
from gate.measure.evidence import ALPHA_FAIL, ALPHA_PASS, trigger_alpha
from gate.measure.rates.outlook import polls_until_fail
from gate.measure.rates.rate import RateGate, RateTest
from gate.measure.rates.score import ScoreGate, ScoreTest
from gate.measure.rates.watch import RATE_SHARE, WatchGate
from gate.measure.rates.zero import ZeroGate
from gate.measure.reading import Needs, Reading, State, stale
from gate.measure.windows.gauge import GaugeGate
from gate.measure.windows.target import reached
from gate.measure.windows.uptime import outage_free_days, uptime

__all__ = [
    "ALPHA_FAIL",
    "ALPHA_PASS",
    "COMMON",
    "EQUAL",
    "RARE",
    "RATE_SHARE",
    "Calibration",
    "CompareGate",
    "CountGate",
    "CountTest",
    "GaugeGate",
    "Needs",
    "RateGate",
    "RateTest",
    "Reading",
    "RelativeRateGate",
    "ScoreGate",
    "ScoreTest",
    "SpikeGate",
    "State",
    "Table",
    "WatchGate",
    "ZeroGate",
    "calibrate",
    "calibration_for",
    "combine",
    "lower_bound",
    "needed_clean",
    "outage_free_days",
    "poisson_lower",
    "poisson_upper",
    "polls_until_fail",
    "reached",
    "stale",
    "table_for",
    "trigger_alpha",
    "upper_bound",
    "uptime",
    "wald_bound",
]
