"""What a film will need, tried small: FFmpeg, x264, Typst, voices, fonts, pictures, disk and the places to write to.

for check in doctor():              # this machine
print(check.status, check.name, check.message, check.hint)
preflight(film_request("Bees"))     # what one film needs
await check_request(request)        # the same for whoever has an event loop; nothing heavy runs in this process
"""

from aura_nb._callable import call_goes_to
from aura_nb.doctor.check import Check
from aura_nb.doctor.examination import check_machine, check_request, doctor, preflight

__all__ = ["Check", "check_machine", "check_request", "doctor", "preflight"]

call_goes_to(__name__, "aura_nb.frames", "doctor")
