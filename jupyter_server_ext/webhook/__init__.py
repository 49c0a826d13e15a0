"""An address that is told of each film that has ended: `Webhook` follows the event log, and forgets nothing."""

from jupyter_server_ext.webhook.delivery import Webhook, address

__all__ = ["Webhook", "address"]
