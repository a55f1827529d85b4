"""One file a vendor: what it knows about the release, asked through the HTTP client."""
