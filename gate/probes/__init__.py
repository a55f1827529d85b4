"""They look and answer with facts; they never judge."""
