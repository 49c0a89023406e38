"""Models, shoppers and processes that mean harm, and what must hold all the same."""
