"""Alaska Pay and its vendors on loopback, for people and machines that verify a release."""
