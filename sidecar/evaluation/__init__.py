"""What the shop's content shows of itself: whether it is found, repeats or contradicts itself."""
