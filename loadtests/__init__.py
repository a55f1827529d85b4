"""Load tests: does the product bear the load that its guide names? One command, Locust in a process of its own."""
