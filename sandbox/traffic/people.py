"""How much people do in the product while it is looked at, and since when."""

from datetime import datetime, timedelta

from sandbox.moments import Moment

PAYMENTS_PER_S = 24
SIGN_INS_PER_S = 5
SECONDS_A_TRANSFER = 2
SECONDS_A_REGISTRATION = 30
DECLINED = 0.005
WEEKS_BEFORE = 4
AHEAD = timedelta(seconds=20)
"""How far the same minutes of earlier weeks are written ahead of those that pass."""
DENSE = timedelta(minutes=3)


def dense_since(moment: Moment) -> datetime:
    """From when on the history has the live rates: a minute before a deploy of just now, else the last minutes."""
    return max(moment.deployed_at - timedelta(minutes=1), moment.now - DENSE)
