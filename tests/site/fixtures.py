"""What every test may ask for of the site: a whole shop, shared by the session.

A test that changes settings, files or orders brings up its own `Site`; that takes a second or two.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator

import pytest

from tests.site import UNLIMITED, Options, Site, sources

_running: list[Site] = []


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The shop with the sample data, the plugin paired and everything indexed."""
    options = Options(settings=UNLIMITED)
    with Site.start(options, say=lambda text: print(f"[site] {text}")) as running:
        _running.append(running)
        yield running
        _running.remove(running)


@pytest.fixture
def wp_cli() -> None:
    """Asked for by tests that need WP-CLI; skips them where there is none."""
    if sources.wp_cli() is None:
        pytest.skip("WP-CLI is not here and cannot be downloaded")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Shows the ends of the shared site's logs with each failure of a test that used it."""
    report = yield
    if report.failed and "site" in getattr(item, "fixturenames", ()):
        for running in _running:
            report.sections.append(("logs of the site", running.log_tails()))
    return report
