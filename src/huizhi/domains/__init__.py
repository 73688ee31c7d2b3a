"""The owners of the 505 capabilities: one folder for each room of the regulator's work."""
