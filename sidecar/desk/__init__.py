"""What people of the shop work on: tickets, the hand-off queue, and jobs for WordPress."""
