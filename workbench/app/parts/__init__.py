"""What pages are put together from: one file per part, each with its own HTML, events and handlers."""
