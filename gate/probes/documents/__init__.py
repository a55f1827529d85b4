"""Files and pages that others have written."""
