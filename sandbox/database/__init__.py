"""Postgres: the product's, the scratch server, a standby; backups and troubles of theirs."""
