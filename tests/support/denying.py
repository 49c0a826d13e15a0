"""An authorizer that lets nobody do anything: `--ServerApp.authorizer_class=support.denying.Denying`."""

from jupyter_server.auth import Authorizer


class Denying(Authorizer):
    def is_authorized(self, handler, user, action, resource):
        """Only what is not ours, so that a test can log in."""
        return resource != "aura_nb"
