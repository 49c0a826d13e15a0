"""The demo film: a storyboard and one drawing, both inside the package. `aura.demo()` is `api.demo`."""

from aura_nb._callable import call_goes_to
from aura_nb.demo.demo_storyboard import DEMO_TOPIC, FOLDER, demo_storyboard

__all__ = ["DEMO_TOPIC", "FOLDER", "demo_storyboard"]

call_goes_to(__name__, "aura_nb.api", "demo")
