"""Published models: small simulations of others, rebuilt to be held against the numbers they reported.

One file per model. They are not the physics of the product and know nothing of it but its luck and its compiler. A file
that a sweep can run has three things: `Settings` (typed, with ranges), `OUTCOMES` (name to meaning), and
``run(settings, seed)``, which returns a number for each outcome.
"""
