"""Numbers of phones: whether any network has given them out, and how people of their country type them."""

from __future__ import annotations

import phonenumbers


def is_assigned(phone: str) -> bool:
    """Whether a number (E.164) is of a kind and length that its country gives out."""
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(phone))
    except phonenumbers.NumberParseException:
        return False


def typed_at_home(phone: str) -> str:
    """Write a number (E.164) in digits as it is typed in its own country: 08012345678."""
    number = phonenumbers.parse(phone)
    return phonenumbers.normalize_digits_only(
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    )
