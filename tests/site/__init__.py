"""Assembles the WordPress shop that the tests and the demo run against."""

from tests.site.process import SiteFailed
from tests.site.site import UNLIMITED, Options, Site

__all__ = ["UNLIMITED", "Options", "Site", "SiteFailed"]
