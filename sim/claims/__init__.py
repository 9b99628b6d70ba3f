"""The ledger of claims: what the sources and the literature say, predicted before it is run, and what became of it."""
