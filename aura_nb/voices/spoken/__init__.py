"""What is said for what is written: `rewriting` puts the rules in order, each of the others is about one thing."""
