"""Figures, one a file: a tidy table in, axes out. Mechanical is navy and solid, organic is teal and dashed, always."""
