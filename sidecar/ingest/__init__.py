"""From the shop's pages to an index: checked, cleaned, cut, built, switched to."""
