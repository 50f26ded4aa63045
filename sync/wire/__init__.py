"""The facts and messages that both ends share: the ground floor of the house."""
