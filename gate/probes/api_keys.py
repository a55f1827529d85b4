"""How a key of Supabase's API is shown: the older ones are tokens too, the newer ones (`sb_…`) are not."""

from __future__ import annotations

from gate.environment.sections import PUBLISHABLE, SECRET


def headers_with(key: str, token: str = "") -> dict[str, str]:
    """What a request carries: the key and, as its bearer, a user's token; without one a key that is a token itself."""
    bearer = token or ("" if key.startswith((PUBLISHABLE, SECRET)) else key)
    return {"apikey": key, **({"authorization": f"Bearer {bearer}"} if bearer else {})}
