"""The recipe that makes the embedded intent model of Weir."""
