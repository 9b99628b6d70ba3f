"""The store: what a sweep leaves on disk, row by row, so that nothing is ever lost or done twice."""
