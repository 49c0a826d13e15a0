"""From what a person or a program asks for to the request for a film: options by name, and the body of a request."""
