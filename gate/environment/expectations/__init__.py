"""What is expected of the product: defaults, and what an environment file makes of them."""
