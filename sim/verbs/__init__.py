"""Verbs of the command line, a file for each matter: parse, call, print."""
