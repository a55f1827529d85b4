"""How soon a watch would say FAIL if the rate were too high from now on."""

from math import floor, log

from gate.measure.bounds import log_lower_tail
from gate.measure.rates.watch import WatchGrounds

LOG_ONE_IN_TEN = log(0.1)


def polls_until_fail(grounds: WatchGrounds, trials_a_poll: float, rate: float, polls: int) -> int | None:
    """Give the polls within which it would be FAIL nine times of ten, if so many trials came with each.

    None if that takes more polls than are given. They are taken as one batch with the bad ones that come nine times
    of ten; evidence that grows on the way is not counted, so it is rather sooner.
    """
    for more in range(1, polls + 1):
        trials = floor(more * trials_a_poll)
        if grounds.would_fail(trials, _nine_times_of_ten(trials, rate)):
            return more
    return None


def _nine_times_of_ten(trials: int, rate: float) -> int:
    """The largest number of bad ones that is reached with a probability of 0.9."""
    low, high = 0, trials + 1
    while high - low > 1:
        middle = (low + high) // 2
        if log_lower_tail(middle - 1, trials, rate) <= LOG_ONE_IN_TEN:
            low = middle
        else:
            high = middle
    return low
