"""What a store should order, and why: pure numpy, no database, no clock."""
