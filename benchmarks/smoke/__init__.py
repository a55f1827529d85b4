"""What the smoke phase costs, beside the same seven items as a bare script."""
