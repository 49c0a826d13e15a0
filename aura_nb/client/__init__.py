"""What a program holds of a job: the backend it talks to, and the `Job` handle."""
