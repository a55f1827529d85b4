"""What became different: in time, between two arms, against earlier weeks."""
