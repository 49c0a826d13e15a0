"""The steps a film is made in, one file each: what a step is made of, what its key depends on, and what it does.

`table.STEPS` has them by name. A file's first half is for the worker that does the step, its second, a function that
makes the `Task`, for the process that plans. Both load it, so that what is heavy is imported by what does the work.
"""
