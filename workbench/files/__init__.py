"""Files of text as lines: what may be opened, unpacked, decoded and split as it is read, in constant memory."""
