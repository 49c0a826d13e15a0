"""The five phases as a graph of content-addressed tasks, and where they run."""
