"""Imported before anything that loads onnxruntime, so that it tells its makers nothing.

Its wheels report over the network, keep a device id and leave a session file in the temporary folder, unless this is
set before the first model is loaded. Nobody asked for that.
"""

from __future__ import annotations

import os

ENVIRONMENT = {"ORT_DISABLE_TELEMETRY": "1"}
os.environ.update(ENVIRONMENT)
