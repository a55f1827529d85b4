"""The outside systems that Alaska Pay works with, each as its own API sees it."""
