"""`python -m analysis.site`: build the site into build/docs/site; a dead link is a failure."""

import sys

from analysis.site.building import SITE, build

if __name__ == "__main__":
    sys.exit(build(SITE))
