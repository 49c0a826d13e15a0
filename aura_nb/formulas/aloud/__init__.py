"""A formula as a teacher of mathematics says it.

What is nested is said with its end ("the square root of the quantity x plus one, end root") unless it is a single
letter or number, so that two formulas never sound alike where they differ.
"""
