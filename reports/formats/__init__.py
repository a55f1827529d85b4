"""What a record is turned into."""
