"""Supabase's Management API."""
