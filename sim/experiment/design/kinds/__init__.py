"""One file a kind of design: ``size(factors, chosen)`` and ``points(factors, chosen)``; the folder is the registry."""
