"""A private MariaDB: own data folder, own socket, no network."""

from __future__ import annotations

import getpass
import shutil
from pathlib import Path

from tests.site.process import Daemon, SiteFailed, listens, run

NAME = "wordpress"


class Database:
    """MariaDB on the data folder `data`; user root without a password, reachable by socket only."""

    def __init__(self, data: Path, socket: Path, log: Path) -> None:
        self.data, self.socket = data, socket
        server = shutil.which("mariadbd", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
        if server is None:
            raise SiteFailed("MariaDB is missing: apt-get install mariadb-server")
        self.daemon = Daemon(
            "MariaDB",
            [
                server,
                "--no-defaults",
                f"--user={getpass.getuser()}",
                f"--datadir={data}",
                f"--socket={socket}",
                f"--pid-file={data}/mariadb.pid",
                "--skip-networking",
                "--skip-log-bin",
                "--innodb-buffer-pool-size=64M",
                "--innodb-log-file-size=8M",
                "--innodb-flush-log-at-trx-commit=2",
                "--key-buffer-size=1M",
                "--max-connections=60",
                "--performance-schema=OFF",
                "--character-set-server=utf8mb4",
            ],
            log,
            lambda: listens(str(socket)),
        )

    def create(self) -> None:
        """Make an empty data folder with the site's database, and leave the server running."""
        run(
            [
                "mariadb-install-db",
                "--no-defaults",
                f"--user={getpass.getuser()}",
                f"--datadir={self.data}",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--force",  # though the machine may not find its own name
                "--innodb-log-file-size=8M",
            ]
        )
        self.daemon.start()
        self.query(f"CREATE DATABASE {NAME}", database="")

    def query(self, sql: str, database: str = NAME) -> str:
        """Run SQL; rows as tab-separated lines without a heading."""
        argv = ["mariadb", "--no-defaults", f"--socket={self.socket}", "--user=root", "-N", "-B"]
        return run([*argv, *([database] if database else [])], stdin=sql)
