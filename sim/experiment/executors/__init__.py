"""Executors: where batches are lived. One file a kind, behind one small adapter."""
