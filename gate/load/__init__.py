"""Load: what the product must bear, and whether it did."""
