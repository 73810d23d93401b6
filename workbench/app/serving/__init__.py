"""What stands between a request and the work it asks for: who asks, what is allowed, whose turn it is, what is kept."""
