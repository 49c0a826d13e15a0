"""In the place of a package that works out its grammar for a second in every server, for addresses nobody checks."""

raise ImportError("jsonschema does without it")
