"""The one statistics: estimates, verdicts, power, shares, attribution, sensitivity; whoever judges rows calls it."""
