"""What people sign, and whether their word counts."""
