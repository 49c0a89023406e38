"""Runs the plugin's PHPUnit tests inside a real WordPress.

    python -m tests.site.phpunit --shop tables|posts|stand-in [arguments of phpunit]

`tables` and `posts` are WooCommerce with orders in its own tables or in posts; where WooCommerce
can't be had they are skipped, and a JUnit report asked for with `--log-junit` says so.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.site import Options, Site, sources
from tests.site.sidecar import REPOSITORY

SKIPPED = (
    '<testsuites><testsuite name="{shop}"><testcase name="all tests of wp-plugin with {shop}">'
    '<skipped message="WooCommerce is not here"/></testcase></testsuite></testsuites>\n'
)


def main() -> int:
    """Bring a site up and hand over to phpunit; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.site.phpunit")
    parser.add_argument("--shop", choices=("tables", "posts", "stand-in"), default="tables")
    parser.add_argument("--log-junit", type=Path)
    known, rest = parser.parse_known_args()
    woocommerce = sources.stand_in() if known.shop == "stand-in" else sources.woocommerce()
    if known.shop != "stand-in" and woocommerce.origin == "stand-in":
        print("skipped: WooCommerce is not here")
        if known.log_junit:
            known.log_junit.write_text(SKIPPED.format(shop=known.shop))
        return 0
    options = Options(woocommerce=woocommerce, hpos=known.shop != "posts", sidecar=False)
    with Site.start(options, say=print) as site:
        report = ["--log-junit", str(known.log_junit)] if known.log_junit else []
        command = [*site.wordpress.php_command(), shutil.which("phpunit") or "phpunit"]
        status = subprocess.run(
            [*command, "-c", "tests/wp-plugin", "--stderr", *report, *rest],
            cwd=REPOSITORY,
            env={**os.environ, "DESKHAND_TEST_DOCROOT": str(site.wordpress.docroot)},
            check=False,
        ).returncode
        if status != 0:
            print(site.log_tails())
        return status


if __name__ == "__main__":
    sys.exit(main())
