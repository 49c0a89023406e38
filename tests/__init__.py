"""Tests, mirroring what they test; `tests.site` assembles the WordPress they run against."""
