"""The Jupyter Server extension of `aura_nb`: its REST API and its event stream."""

from jupyter_server_ext.app import AuraApp, _jupyter_server_extension_points

__all__ = ["AuraApp", "_jupyter_server_extension_points"]
