"""The sandbox as a process: how it serves, is steered, and ends without a trace."""
