"""Jobs: the state machine, the store, the event log, the runner and the cleanup."""
