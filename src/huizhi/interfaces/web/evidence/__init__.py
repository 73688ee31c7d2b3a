"""Evidence for officers: the list, receiving a file, its page with the chain of custody, copy and seal."""
