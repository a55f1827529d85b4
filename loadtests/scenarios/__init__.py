"""What runs inside Locust: its users and their ramp. Imports locust and the standard library, nothing else of ours.

What a run is about comes from `python -m loadtests` through inherited file descriptors, named by the process
environment; nothing of it touches the disk, for tokens are in it.
"""
