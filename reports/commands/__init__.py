"""What can be asked of reports on the command line."""
