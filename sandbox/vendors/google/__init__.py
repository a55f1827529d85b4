"""Google: its tokens, Cloud Messaging, and Play."""
