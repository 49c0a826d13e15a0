"""The words that cross a process: what the event log holds, what REST answers, what every client and page reads.

On the ground floor, next to the specs: it imports msgspec and the errors, and everything else may import it.
"""
