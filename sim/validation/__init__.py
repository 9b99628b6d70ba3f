"""Validation: the engine held against theorems, published models and empirical patterns, one file per result."""
