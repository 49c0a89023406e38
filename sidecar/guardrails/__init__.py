"""What stands between a Brain's words and the shopper. Pure: nothing here calls anything."""
