"""Published models, rebuilt, held against what they reported, one result a file."""
