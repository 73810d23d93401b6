"""One sentence under every view, with how far each view holds there, and coverage by contrast."""
