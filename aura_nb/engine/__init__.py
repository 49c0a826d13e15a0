"""What makes films: as jobs of a workspace (`engine.engine.Engine`), or one at once, without any job (`make`)."""

from aura_nb.engine.direct import make, plan
from aura_nb.request.named import demo_request, film_request

__all__ = ["demo_request", "film_request", "make", "plan"]
