"""Empirical patterns, one finding a file; what calibrates never validates."""
