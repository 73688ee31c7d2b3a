"""The shells of the three portals and the pages that join several rooms."""
