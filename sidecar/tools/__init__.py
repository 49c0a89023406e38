"""The Hands: deterministic functions that the Brain may ask for.

Those of the sidecar are run here; those of WordPress are described by each `ChatRequest` and
run by PHP as the chatting shopper.
"""
