"""What goes through a corpus with a model and can be stopped and resumed: scoring it, linking its words."""
