"""Pages: results as one self-contained HTML file, sentences first, then figures, tables and the passport."""
