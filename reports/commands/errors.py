"""How a command of this package says that it can't do what was asked."""


class ReportError(Exception):
    """The text says what is wrong and what to do."""
