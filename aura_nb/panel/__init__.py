"""The panel in the cell: an anywidget, thin in Python, its views in JavaScript (`js`, built into `static`)."""
