"""Starting what a run looks at."""
