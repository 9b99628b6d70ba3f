"""Files a user gives: found, decoded, and read as tables, with one clear line for whatever is wrong with them."""
