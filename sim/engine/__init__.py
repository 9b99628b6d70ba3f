"""The physics of a day: one law for every organisation, one file a step, looped by `day`."""
