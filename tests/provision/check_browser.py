"""Start a Chromium and see that it would play what we make: `check_browser.py PATH`, with Playwright installed.

Without PATH it prints where Playwright's own Chromium is.
"""

from __future__ import annotations

import sys

from playwright.sync_api import sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PLAYS = """document.createElement("video").canPlayType('video/mp4; codecs="avc1.640028, mp4a.40.2"')"""

with sync_playwright() as playwright:
    if len(sys.argv) == 1:
        sys.stdout.write(playwright.chromium.executable_path)
        sys.exit()
    browser = playwright.chromium.launch(executable_path=sys.argv[1], args=ARGUMENTS, timeout=30_000)
    page = browser.new_page()
    page.set_content("<p>Welcome to Aura</p>")
    plays = page.evaluate(PLAYS)
    version = browser.version
    browser.close()
if not plays:
    sys.exit(f"Chromium {version} plays no H.264 with AAC")
sys.stdout.write(f"Chromium {version}")
