"""Sweeps: an experiment is planned, its size told, lived point by point, and kept."""
