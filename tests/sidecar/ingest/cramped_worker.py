"""A worker whose disk is full: `python -m tests.sidecar.ingest.cramped_worker BYTES`.

No file that it writes may grow beyond BYTES.
"""

from __future__ import annotations

import resource
import sys

from sidecar.ingest import worker

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
    worker.run(sys.stdin, sys.stdout)
