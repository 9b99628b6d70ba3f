"""A twin of a real organisation: the settings under which the model does what a log of its work shows."""
