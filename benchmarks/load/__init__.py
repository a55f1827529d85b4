"""What generating load costs."""
