"""法规: instruments, dated rules, provincial parameters."""
