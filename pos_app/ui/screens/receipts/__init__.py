"""小票: find a receipt, look at it, print it again, take goods back."""
