"""A package, so that its tests can have a browser and a JupyterLab that end with the last of them."""
