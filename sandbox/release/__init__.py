"""All that people have written of the sample release."""
