"""What may leave this process."""
