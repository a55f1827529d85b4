"""What is measured over a window, nothing inferred."""
