"""The gradual rollout."""
