"""The till's side of the wire: push, pull, enrol, restore; it knows two ports and no till."""
