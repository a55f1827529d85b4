"""The plugins of the suite, each after those it imports."""

pytest_plugins = [
    "fixtures.run.targeting",
    "fixtures.run.selection",
    "fixtures.run.plan",
    "fixtures.run.evidence",
    "fixtures.accounts",
    "fixtures.run.judgement",
    "fixtures.run.distribution",
    "fixtures.effects",
    "fixtures.api",
    "fixtures.controls",
    "fixtures.database",
    "fixtures.health",
    "fixtures.mailbox",
    "fixtures.mobile",
    "fixtures.browser",
    "fixtures.journeys",
    "fixtures.payments",
    "fixtures.registrations",
    "fixtures.resets",
]
