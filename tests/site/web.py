"""The web server of the test site: nginx with php-fpm, or else PHP's own server."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.site.process import Daemon, SiteFailed, listens

SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
PHP_FPM = "php-fpm"
ROUTER = Path(__file__).parent / "php" / "router.php"

FPM = """\
[global]
error_log = {logs}/php-fpm.log
[www]
listen = {sockets}/php.sock
pm = static
pm.max_children = {workers}
pm.status_path = /fpm-status
catch_workers_output = yes
{user}
"""

PHP_VALUES = {
    "error_log": "{logs}/php.log",
    "log_errors": "1",
    "display_errors": "0",
    "memory_limit": "256M",
    "opcache.memory_consumption": "128",
    "opcache.max_accelerated_files": "20000",
    "opcache.validate_timestamps": "1",
    "opcache.revalidate_freq": "0",
    "upload_max_filesize": "8M",
    "post_max_size": "8M",
}

NGINX = """\
daemon off;
{user}
worker_processes 1;
pid {state}/nginx.pid;
error_log {logs}/nginx.log;
events {{ worker_connections 1024; }}
http {{
  include /etc/nginx/mime.types;
  access_log {logs}/access.log;
  client_body_temp_path {state}/nginx-body;
  proxy_temp_path {state}/nginx-proxy;
  fastcgi_temp_path {state}/nginx-fastcgi;
  uwsgi_temp_path {state}/nginx-uwsgi;
  scgi_temp_path {state}/nginx-scgi;
  client_max_body_size 8m;
  fastcgi_read_timeout 300;
  fastcgi_param QUERY_STRING $query_string;
  fastcgi_param REQUEST_METHOD $request_method;
  fastcgi_param CONTENT_TYPE $content_type;
  fastcgi_param CONTENT_LENGTH $content_length;
  fastcgi_param REQUEST_URI $request_uri;
  fastcgi_param DOCUMENT_ROOT $document_root;
  fastcgi_param SERVER_PROTOCOL $server_protocol;
  fastcgi_param GATEWAY_INTERFACE CGI/1.1;
  fastcgi_param SERVER_SOFTWARE nginx;
  fastcgi_param REMOTE_ADDR $remote_addr;
  fastcgi_param SERVER_ADDR $server_addr;
  fastcgi_param SERVER_PORT $server_port;
  fastcgi_param SERVER_NAME $host;
  fastcgi_param HTTP_HOST $host:$server_port;
  fastcgi_param REDIRECT_STATUS 200;
  fastcgi_param SCRIPT_NAME $php_script;
  fastcgi_param SCRIPT_FILENAME $document_root$php_script;
  server {{
    listen 127.0.0.1:{port};
    root {docroot};
    index index.php;
    location / {{ try_files $uri $uri/ /index.php?$args; }}
    location ^~ /wp-json/ {{
      set $php_script /index.php;
      {buffering}
      fastcgi_pass unix:{sockets}/php.sock;
    }}
    location ~ \\.php$ {{
      try_files $uri =404;
      set $php_script $fastcgi_script_name;
      fastcgi_pass unix:{sockets}/php.sock;
    }}
  }}
}}
"""

STREAMING = "fastcgi_buffering off;"
BUFFERED = "fastcgi_buffering on; fastcgi_buffers 64 32k; fastcgi_ignore_headers X-Accel-Buffering;"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the web server's files go; `sockets` has a short path."""

    docroot: Path
    state: Path
    logs: Path
    sockets: Path
    port: int


def servers(place: Place, workers: int, *, buffered: bool, builtin: bool) -> list[Daemon]:
    """The daemons to start, in order; `builtin` forces PHP's own server.

    `buffered` makes nginx hold back answers, as many hosts do.
    """
    nginx, fpm = shutil.which("nginx", path=SYSTEM_PATH), _fpm()
    if builtin or nginx is None or fpm is None:
        return [_builtin(place, workers)]
    return [_php_fpm(fpm, place, workers), _nginx(nginx, place, buffered=buffered)]


def _fpm() -> str | None:
    folders = (Path(folder) for folder in SYSTEM_PATH.split(":"))
    found = [str(path) for folder in folders for path in sorted(folder.glob("php-fpm*"))]
    return found[-1] if found else None


def _php_fpm(binary: str, place: Place, workers: int) -> Daemon:
    as_root = os.geteuid() == 0
    config = place.state / "php-fpm.conf"
    config.write_text(
        FPM.format(
            logs=place.logs,
            sockets=place.sockets,
            workers=workers,
            user="user = root\ngroup = root" if as_root else "",
        )
    )
    root = ["--allow-to-run-as-root"] if as_root else []
    return Daemon(
        PHP_FPM,
        [binary, "--nodaemonize", *root, "--fpm-config", config, *_php_values(place)],
        place.logs / "php-fpm.log",
        lambda: listens(str(place.sockets / "php.sock")),
    )


def _nginx(binary: str, place: Place, *, buffered: bool) -> Daemon:
    config = place.state / "nginx.conf"
    config.write_text(
        NGINX.format(
            user="user root;" if os.geteuid() == 0 else "",
            state=place.state,
            logs=place.logs,
            sockets=place.sockets,
            docroot=place.docroot,
            port=place.port,
            buffering=BUFFERED if buffered else STREAMING,
        )
    )
    return Daemon(
        "nginx",
        [binary, "-p", place.state, "-e", place.logs / "nginx.log", "-c", config],
        place.logs / "nginx.log",
        lambda: listens(("127.0.0.1", place.port)),
    )


def _builtin(place: Place, workers: int) -> Daemon:
    php = shutil.which("php")
    if php is None:
        raise SiteFailed("PHP is missing: apt-get install php-cli")
    return Daemon(
        "PHP's server",
        [php, *_php_values(place), "-S", f"127.0.0.1:{place.port}", "-t", place.docroot, ROUTER],
        place.logs / "php-server.log",
        lambda: listens(("127.0.0.1", place.port)),
        env={"PHP_CLI_SERVER_WORKERS": str(workers)},
    )


def _php_values(place: Place) -> list[str]:
    return [
        part
        for key, value in PHP_VALUES.items()
        for part in ("-d", f"{key}={value.format(logs=place.logs)}")
    ]
