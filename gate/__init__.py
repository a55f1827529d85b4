"""What the words mean: checklist, measures, environments, releases, records, and how the world is asked."""
