"""The wire contract. Generated from proto/ by scripts/proto; do not edit."""
