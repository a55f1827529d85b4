"""Numbers as people read them."""

BYTES = ("bytes", "KiB", "MiB", "GiB", "TiB")


def percent(share: float) -> str:
    """Write a share as a percentage: 0.001 -> "0.1%"."""
    return f"{100 * share:.10g}%"


def rounded_percent(share: float) -> str:
    """Write a share as a percentage of two digits: 0.05816 -> "5.8%"."""
    return f"{float(f'{100 * share:.2g}'):.10g}%"


def rounded(value: float) -> str:
    """Write a number of three digits: 1.00645 -> "1.01", 12345.6 -> "12,300"."""
    return f"{float(f'{value:.3g}'):,.10g}"


def quantity(value: float, unit: str) -> str:
    """Write a value with its unit: 0.995 share -> "99.5%", 41.25 ms -> "41.25 ms", 1250 count -> "1,250".

    Kobo are written as naira, exactly: 123450 -> "1,234.50 naira". Bytes by powers of 1024: 16777216 -> "16 MiB".
    """
    match unit:
        case "share":
            return percent(float(f"{value:.6g}"))
        case "kobo":
            naira, kobo = divmod(int(value), 100)
            return f"{naira:,}.{kobo:02} naira"
        case "bytes":
            power = min(max(int(abs(value)).bit_length() - 1, 0) // 10, len(BYTES) - 1)
            return f"{value / 1024**power:,.4g} {BYTES[power]}"
        case "count" | "":
            return f"{value:,.10g}"
        case _:
            return f"{float(f'{value:.6g}'):,.10g} {unit}"


def confidence_text(confidence: float | None) -> str:
    """Write a confidence without ever rounding it up to certainty."""
    if confidence is None:
        return "measured"
    digits = f"{100 * confidence:.6g}"
    return f"{'above 99.9999' if digits == '100' else digits}% confidence"


def amount(value: int | None) -> str:
    """Write a number of trials with its thousands set apart."""
    return "more than 1e12" if value is None else f"{value:,}"
