"""The edge: the gRPC server, who may call what, and how failures are told."""
