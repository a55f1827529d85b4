"""Supabase: its logs, and how the project is set up."""
