"""Alaska Pay itself: its web page and its backend."""
