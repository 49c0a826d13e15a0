"""The handlers, one module for each resource; `jupyter_server_ext.routes` says where each is."""
