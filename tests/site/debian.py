"""WordPress from Debian's unstable suite, for a machine that reaches only its Debian mirror.

apt works with lists, cache and status of its own in a scratch folder, so the machine's packages
stay as they are. Debian replaces some of WordPress's vendored libraries by links into other
packages; those are fetched too and the links become files.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.site.process import SiteFailed, run

LIBRARY = re.compile(r"^(libjs-|libphp-|php-getid3|fonts-|wordpress-theme-)")
OWN_FILES = (".htaccess", "wp-config.php")


def wordpress(target: Path) -> None:
    """Leave a complete WordPress tree in `target`; raises SiteFailed."""
    with tempfile.TemporaryDirectory(prefix="deskhand-apt-") as scratch:
        apt = _Apt(Path(scratch))
        root = Path(scratch) / "root"
        tree = root / "usr/share/wordpress"
        waiting, seen = ["wordpress"], set[str]()
        while waiting:
            seen.update(waiting)
            apt.unpack(waiting, root)
            waiting = [name for name in apt.libraries(waiting) if name not in seen]
            if not list(_dangling(tree, root)) and any("-theme-" in name for name in seen):
                break
        for name in OWN_FILES:
            (tree / name).unlink(missing_ok=True)
        _links_to_files(tree, root)
        shutil.copytree(tree, target, dirs_exist_ok=True)


class _Apt:
    """apt on the machine's own mirror, at the unstable suite, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "lists/partial").mkdir(parents=True)
        (folder / "cache/archives/partial").mkdir(parents=True)
        (folder / "debs").mkdir()
        (folder / "status").touch()
        (folder / "sources.list").write_text(f"deb {mirror()} unstable main\n")
        config = folder / "apt.conf"
        config.write_text(
            f'Dir::State "{folder}";\n'
            f'Dir::State::status "{folder}/status";\n'
            f'Dir::Cache "{folder}/cache";\n'
            f'Dir::Etc::sourcelist "{folder}/sources.list";\n'
            'Dir::Etc::sourceparts "-";\n'
            'Acquire::Languages "none";\n'
            # Signatures are checked; how old the lists are is the mirror's affair.
            'Acquire::Check-Valid-Until "false";\n'
            'APT::Sandbox::User "";\n'
        )
        self._env = {"APT_CONFIG": str(config), "LC_ALL": "C"}
        run(["apt-get", "update", "-q"], env=self._env)

    def unpack(self, names: list[str], root: Path) -> None:
        """Download packages and unpack them into `root`."""
        debs = self._folder / "debs"
        run(["apt-get", "download", "-q", *names], cwd=debs, env=self._env, timeout_s=900)
        for deb in debs.glob("*.deb"):
            run(["dpkg-deb", "-x", deb, root])
            deb.unlink()

    def libraries(self, names: list[str]) -> list[str]:
        """The script, font and theme packages that `names` depend on or recommend."""
        found = []
        for stanza in run(["apt-cache", "show", *names], env=self._env).split("\n\n"):
            for field in re.findall(r"^(?:Depends|Recommends): (.*)$", stanza, re.MULTILINE):
                found += [part.split()[0] for part in re.split(r"[,|]\s*", field)]
        return sorted({name for name in found if LIBRARY.match(name)})


def mirror(etc: Path = Path("/etc")) -> str:
    """`[options] uri` of the Debian archive that this machine's apt sources name for `main`.

    Raises SiteFailed where there is none, such as on another distribution.
    """
    release = (etc / "os-release").read_text() if (etc / "os-release").exists() else ""
    code = re.search(r"^VERSION_CODENAME=(\w+)", release, re.MULTILINE)
    suites = {"stable", "testing", "unstable", "sid"} | ({code[1]} if code else set())
    for uri, suite, components, key in _sources(etc / "apt"):
        if suite in suites and "main" in components:
            return f"[signed-by={key}] {uri}" if key else uri
    raise SiteFailed("no Debian archive among this machine's apt sources")


def _sources(apt: Path) -> Iterator[tuple[str, str, list[str], str]]:
    for file in sorted(apt.glob("sources.list.d/*.sources")):
        lines = [line for line in file.read_text().splitlines() if not line.startswith("#")]
        for stanza in "\n".join(lines).split("\n\n"):
            field = {
                name.lower(): value.strip()
                for name, _, value in (line.partition(":") for line in stanza.splitlines())
            }
            if "deb" not in field.get("types", "").split():
                continue
            key = field.get("signed-by", "")
            for uri in field.get("uris", "").split():
                for suite in field.get("suites", "").split():
                    yield uri, suite, field.get("components", "").split(), key
    for file in (apt / "sources.list", *sorted(apt.glob("sources.list.d/*.list"))):
        for line in file.read_text().splitlines() if file.exists() else ():
            match = re.match(r"deb\s+(?:\[(?P<options>[^]]*)\]\s+)?(\S+)\s+(\S+)\s+(.*)", line)
            if match:
                signed = re.search(r"signed-by=(\S+)", match["options"] or "")
                yield match[2], match[3], match[4].split(), signed[1] if signed else ""


def _dangling(tree: Path, root: Path) -> Iterator[Path]:
    for path in tree.rglob("*"):
        if path.is_symlink() and path.name not in OWN_FILES and not _target(path, root).exists():
            yield path


def _target(link: Path, root: Path) -> Path:
    """Where a link of an unpacked package leads: inside `root`, else on this machine."""
    to = link.readlink()
    inside = root / to.relative_to("/") if to.is_absolute() else link.parent / to
    if inside.is_symlink():
        return _target(inside, root)
    return inside if inside.exists() or not to.is_absolute() else to


def _links_to_files(tree: Path, root: Path) -> None:
    missing = [str(path.relative_to(tree)) for path in _dangling(tree, root)]
    if missing:
        raise SiteFailed(f"Debian's WordPress links to nothing at {', '.join(missing[:5])}")
    for link in [path for path in tree.rglob("*") if path.is_symlink()]:
        target = _target(link, root)
        link.unlink()
        if target.is_dir():
            shutil.copytree(target, link)
        else:
            shutil.copyfile(target, link)
