"""Designs: which points of the space of settings a sweep visits."""
