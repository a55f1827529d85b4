"""Google: its own client over ours, and what is asked by it."""
