"""Screens of the rulebook: rules, instruments, version switches, provincial parameters, holidays."""
