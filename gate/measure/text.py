"""Numbers as people read them."""


def percent(share: float) -> str:
    """Write a share as a percentage: 0.001 -> "0.1%"."""
    return f"{100 * share:.10g}%"


def rounded_percent(share: float) -> str:
    """Write a share as a percentage of two digits: 0.05816 -> "5.8%"."""
    return f"{float(f'{100 * share:.2g}'):.10g}%"


def rounded(value: float) -> str:
    """Write a number of three digits: 1.00645 -> "1.01", 12345.6 -> "12,300"."""
    return f"{float(f'{value:.3g}'):,.10g}"


def confidence_text(confidence: float | None) -> str:
    """Write a confidence without ever rounding it up to certainty."""
    if confidence is None:
        return "measured"
    digits = f"{100 * confidence:.6g}"
    return f"{'above 99.9999' if digits == '100' else digits}% confidence"


def amount(value: int | None) -> str:
    """Write a number of trials with its thousands set apart."""
    return "more than 1e12" if value is None else f"{value:,}"
