"""The recipe that makes the model folders that prove which graphs the engine runs."""
