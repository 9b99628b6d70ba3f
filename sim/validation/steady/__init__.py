"""A steady state, held on whole organisations in the default world, each by itself; a file here is a check."""
