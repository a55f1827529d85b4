"""What a test of a rate bets on, and from which evidence on it decides."""
