"""The statistics: from counts to a reading, without any input or output."""
