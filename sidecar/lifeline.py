"""Ties a child process to the life of the one that started it.

A sidecar that is killed starts again within a second. What its children were making is made anew,
and they would take the processor from it until they noticed.
"""

from __future__ import annotations

import ctypes
import os
import signal

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def tie(parent: int) -> None:
    """From now on the kernel kills this process once its parent has ended.

    Raises SystemExit when `parent`, who started it, has ended already.
    """
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        raise SystemExit("The sidecar is gone.")
