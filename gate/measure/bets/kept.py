"""Calibrations that were worked out before on this machine; each takes a tenth of a second."""

import json
from contextlib import suppress
from functools import cache
from math import log

from gate.files.places import LOCAL
from gate.measure.bets.calibration import GAIN_MAX, Calibration, calibrate, horizon_of
from gate.measure.rates.rate import RateTest

FOLDER = LOCAL / "calibrations"


@cache
def calibration_for(limit: float, alpha: float) -> Calibration:
    """Give the calibration of single trials against a limit, from its file or worked out anew."""
    test = RateTest(limit, alpha)
    file = FOLDER / f"{test.bets.name}-{limit!r}-{alpha!r}-{horizon_of(limit)}.json"
    with suppress(OSError, ValueError, TypeError):
        kept = Calibration(**json.loads(file.read_text(encoding="utf-8")))
        if -GAIN_MAX <= kept.level + log(alpha) <= 0 and kept.horizon == horizon_of(limit):
            return kept
    made = calibrate(test.log_e_fail, limit, alpha)
    with suppress(OSError):  # it is then worked out again the next time
        FOLDER.mkdir(parents=True, exist_ok=True)
        written = file.with_suffix(f".{id(made)}")
        written.write_text(json.dumps(made._asdict()), encoding="utf-8")
        written.replace(file)
    return made
