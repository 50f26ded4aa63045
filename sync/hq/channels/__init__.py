"""Outside sources of orders: the port, and the one that is shaped like JD's."""
