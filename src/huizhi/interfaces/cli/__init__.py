"""`huizhi <room> <verb>`."""
