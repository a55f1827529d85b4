"""What everybody does at once."""

from sandbox.faults.fault import Fault

TRAFFIC = (
    Fault(
        "requests-fail",
        "Requests time out or are turned away (408, 429) at the first attempt.",
        has_strength=True,
    ),
    Fault("server-errors", "Requests end in an internal error (500).", has_strength=True),
    Fault("requests-slow", "Requests take longer than 200 ms.", has_strength=True),
    Fault("requests-very-slow", "Requests take longer than a second.", has_strength=True),
    Fault(
        "exposed-fail",
        "Whoever has the new checkout gets internal errors (500); everybody else is well.",
        has_strength=True,
    ),
    Fault("payments-decline", "Payments by card fail.", has_strength=True),
    Fault("sign-ins-silent", "Sign-ins are missing; at full strength nobody signs in any more.", has_strength=True),
    Fault("registrations-few", "Since the release hardly anybody registers."),
    Fault("volume-low", "Since the release people pay and send far smaller amounts."),
)
LOAD = (
    Fault(
        "load-slow",
        "For each other person who uses it at once, every answer takes strength x 0.1 s longer.",
        has_strength=True,
    ),
    Fault("load-errors", "While five or more use it at once, every second request fails."),
    Fault(
        "pool-exhausted",
        "The database connections run out: each of four stays taken for strength x 1 s.",
        has_strength=True,
    ),
    Fault(
        "lost-update",
        "Two transfers of one wallet within strength x 2 s: what the first one changed is lost.",
        has_strength=True,
    ),
    Fault("rate-limited", "More than three requests in a second are refused, whoever sends them."),
)
