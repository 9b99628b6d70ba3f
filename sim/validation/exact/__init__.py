"""Theorems and identities that the engine must meet in limiting configurations; a file here is a check."""
