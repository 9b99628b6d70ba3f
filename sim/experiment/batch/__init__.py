"""Batches: what workers are given, and how they live it; no Hydra, Mesa or Parquet here."""
