"""What people see of the web: its pages, and the guides and API docs beside them."""

from sandbox.faults.fault import Fault

WEB = (
    Fault("missing-script", "The page stays blank: its script is gone and the app shell is answered instead."),
    Fault(
        "stale-service-worker",
        "Whoever visited before sees a blank page: the old worker serves the old shell.",
    ),
    Fault("script-error-on-load", "The page looks right, but its script throws an error while loading."),
    Fault("way-in-covered", "An overlay lies over the main button, so a click never reaches it."),
    Fault("way-in-disabled", "The main button is there, but greyed out."),
    Fault("terms-script-error", "The page with the terms looks right, but throws an error when it is opened."),
    Fault("unknown-address-shows-home", "An address that does not exist shows the home page, as if all were well."),
    Fault("page-too-wide", "On a phone the page hangs over the edge of the screen."),
    Fault("touch-ignored", "Buttons answer a mouse, but no finger."),
    Fault("labels-missing", "The fields of forms have no labels that a screen reader could read out."),
    Fault("balance-unreadable", "The balance of the wallet is written in light grey on white."),
    Fault("tracker-forbidden", "The page wants a tracking pixel that its own security policy forbids."),
    Fault("profile-asks-amiss", "A member's profile looks right, but asks for rows that the API does not know."),
    Fault("script-of-one-engine", "Nobody with Firefox can sign in: a script asks for what only Chromium has."),
    Fault("dialog-of-one-engine", "In Firefox no dialog opens: a script asks before it for what only Chromium has."),
    Fault("date-field-of-one-engine", "In Firefox the dashboard stays away: its field for a month is none there."),
    Fault("slow-page", "The page answers only after strength x 10 seconds.", has_strength=True),
    Fault("site-down", "No address of the site answers."),
)
FIRST_MINUTE = (
    Fault("old-build-one-in-four", "Every fourth answer of the home page is the release before."),
    Fault("old-build-one-in-twenty", "Whoever comes to one of the site's twenty machines has the release before."),
    Fault(
        "old-build-by-chance",
        "Of the answers of the home page, a share of strength is the release before.",
        has_strength=True,
    ),
    Fault("page-old-in-cache", "Unless somebody asks past all caches, the home page is that of the release before."),
    Fault("cold-start", "The site answers 503 for strength x 60 s from when somebody first comes.", has_strength=True),
    Fault(
        "roll-out",
        "Ten machines get the release one after the other, in strength x 40 s from when somebody first comes.",
        has_strength=True,
    ),
    Fault("functions-cold", "Each function answers 503 for strength x 6 s from its first call.", has_strength=True),
    Fault("page-without-commit", "The page does not say which commit it was built from."),
)
GUIDES = (
    Fault("api-docs-outdated", "The description of the API is that of the release before."),
    Fault("api-docs-incomplete", "The description of the API says nothing of transfers."),
    Fault("api-docs-of-what-is-gone", "The description of the API tells of a virtual card that nothing answers."),
    Fault("guide-lost", "Where the user guide is due, the app answers."),
    Fault("guide-page-lost", "The page of the user guide on the wallet is gone, and still led to."),
    Fault("admin-guide-lost", "Where the guide for administrators is due, the app answers."),
    Fault("admin-guide-link-dead", "The guide for administrators leads to a place that its page does not have."),
)
