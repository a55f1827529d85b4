"""The product's backend in the protocol that supabase-js speaks."""
