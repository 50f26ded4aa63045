"""The closed loop: a shop played day by day, the planner beside simpler rules and a bound."""
