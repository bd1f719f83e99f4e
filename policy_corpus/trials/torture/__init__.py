"""The project ill-treated: runs killed, surroundings changed, inputs invented; what held, in numbers (make torture)."""
