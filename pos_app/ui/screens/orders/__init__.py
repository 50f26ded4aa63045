"""订单: everything that was ordered and is not yet in the customer's hands."""
