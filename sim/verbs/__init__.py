"""Verbs of the command line that are about experiments: parse, call, print."""
