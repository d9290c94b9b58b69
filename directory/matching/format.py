"""The form of the compiled words: which files there are and what stands in them. A number of its own, so that the folder
of one form is never read as another's."""

# One more whenever another program could not read what training writes: tests/directory/matching/test_format.py says when.
FORMAT = 2
