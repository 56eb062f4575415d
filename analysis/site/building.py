"""Builds the site with MkDocs, which looks at every link and warns of none in vain."""

import logging
import os
import sys
import tempfile
from pathlib import Path

from analysis.site.gathering import ROOT, gather

CONFIG = ROOT / "docs" / "mkdocs.yml"
SITE = ROOT / "build" / "docs" / "site"


def build(site: Path) -> int:
    """Build the site; 0, or 1 where there is a dead link, or a page that no menu leads to."""
    os.environ["NO_MKDOCS_2_WARNING"] = "1"  # a notice of Material, on every build
    try:
        from mkdocs.commands.build import build as build_site
        from mkdocs.config import load_config
        from mkdocs.exceptions import Abort
    except ImportError:
        print("the site needs MkDocs: pip install 'o2o-market[docs]'", file=sys.stderr)
        return 1
    heard = logging.StreamHandler(sys.stderr)
    heard.setLevel(logging.WARNING)
    logging.getLogger("mkdocs").addHandler(heard)
    with tempfile.TemporaryDirectory() as pages:
        gather(Path(pages))
        config = load_config(str(CONFIG), docs_dir=pages, site_dir=str(site), strict=True)
        config.plugins.on_startup(command="build", dirty=False)
        try:
            build_site(config)
        except Abort as failed:
            print(failed, file=sys.stderr)
            return 1
        finally:
            config.plugins.on_shutdown()
    print(site / "index.html")
    return 0
