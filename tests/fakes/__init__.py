"""Stand-ins for the far ends of wires."""
