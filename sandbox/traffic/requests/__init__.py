"""What becomes of the requests of people, as pure functions of time."""
