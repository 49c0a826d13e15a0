"""The server loads the extension while it starts: what it loads then holds up everybody."""

import subprocess
import sys

HEAVY = ("babel", "cv2", "av", "langcodes", "markdown_it", "numpy", "pandas", "typst", "httpx")


def test_the_extension_is_loaded_without_the_engine():
    program = (
        "import sys, jupyter_server.serverapp; before = set(sys.modules); import jupyter_server_ext; "
        f"print([name for name in {HEAVY} if name in set(sys.modules) - before])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == "[]"
