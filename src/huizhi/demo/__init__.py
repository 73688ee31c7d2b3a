"""The demo province, made from a seed number: nothing in it is a real person."""
