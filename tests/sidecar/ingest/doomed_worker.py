"""A worker that dies: `python -m tests.sidecar.ingest.doomed_worker STEP CPU_S`.

It is killed right after it has told its STEPth progress (0: before it has read a line), or CPU_S
seconds of work later. Work counts, not time, so that a loaded machine sees the same deaths.
"""

from __future__ import annotations

import os
import signal
import sys

from sidecar.ingest import worker


class DoomedOutput:
    """The worker's standard output, and its end."""

    def __init__(self, step: int, cpu_s: float) -> None:
        self._left, self._cpu_s = step, cpu_s

    def write(self, text: str) -> None:
        sys.stdout.write(text)

    def flush(self) -> None:
        sys.stdout.flush()
        self._left -= 1
        if self._left == 0:
            self.die()

    def die(self) -> None:
        if self._cpu_s:
            signal.setitimer(signal.ITIMER_PROF, self._cpu_s)  # nothing catches SIGPROF
        else:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    output = DoomedOutput(int(sys.argv[1]), float(sys.argv[2]))
    if sys.argv[1] == "0":
        output.die()
    worker.run(sys.stdin, output)  # type: ignore[arg-type]
