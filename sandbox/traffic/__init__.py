"""The people who use Alaska Pay: how many come when, and what goes wrong for them."""
