"""Pictures of every state of the panel, light and dark, wide and narrow: `python tests/browser/screenshots.py FOLDER`.

Open them and look: what is not beautiful is a bug. `--film FOLDER` names a finished film's folder (`jupyter aura demo
-o FOLDER` makes one), which is then what the panel plays; `--only TEXT` takes the states whose name has it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from support.harness import STATES, chromium_in, harness, show

WIDTHS = {"wide": 900, "narrow": 320}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--film", type=Path)
    asked.add_argument("--only", default="")
    asked.add_argument("--chromium", default=None)
    options = asked.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with harness(options.film) as address, chromium_in(options.chromium) as browser:
        for width_name, width in WIDTHS.items():
            for theme in "light", "dark":
                page = browser.new_page(viewport={"width": width + 32, "height": 700})
                for name in STATES:
                    if options.only in name:
                        show(page, address, name, theme=theme, width=width)
                        page.screenshot(path=options.folder / f"{name}-{theme}-{width_name}.png", full_page=True)
                page.close()
    print(f"{len(list(options.folder.glob('*.png')))} pictures in {options.folder}")


if __name__ == "__main__":
    main()
