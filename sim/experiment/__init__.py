"""Experiments: settings composed from files and the command line, twins, and what is kept of them."""
