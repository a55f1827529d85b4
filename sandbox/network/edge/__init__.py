"""What stands between people and the page: the host's own TLS, HTTP/2, a way from HTTP to HTTPS, a cache."""
