"""Analysis: rows in, estimates out, every number with its interval and its n; one method a file."""
