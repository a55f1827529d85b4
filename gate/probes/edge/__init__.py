"""What anybody meets before the product itself: encryption, names, caches."""
