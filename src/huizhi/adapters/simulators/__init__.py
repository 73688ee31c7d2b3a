"""Outside systems that speak their protocol over HTTP, with faults that can be switched on."""
