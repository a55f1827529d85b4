"""What people and tools have written about a release, understood."""
