"""What the parts cost and how good they are; measured, not tested. Results stand beside the programs."""
