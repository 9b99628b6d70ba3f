"""Rules: one file is one way of deciding; the folder is the registry."""
