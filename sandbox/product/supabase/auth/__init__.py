"""The auth API, and what it keeps of users."""
