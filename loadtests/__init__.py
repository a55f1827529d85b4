"""Load, sent by a process of its own and judged from its record."""
